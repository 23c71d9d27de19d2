from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from cart.models.countries import country_codes
from shop.core.fields import AmountField

MOST_DAYS = 365  # more is a slip of the hand


class DeliveryZone(models.Model):
    """Countries that cost the same to reach."""

    name = models.CharField(_("name"), max_length=80)
    countries = models.CharField(
        _("countries"),
        max_length=400,
        validators=[country_codes],
        help_text=_("Codes such as FR,BE."),
    )
    extra_days = models.PositiveSmallIntegerField(
        _("extra days"), default=0, help_text=_("Working days more than the method says.")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("delivery zone")
        verbose_name_plural = _("delivery zones")
        ordering: ClassVar = ["position", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="delivery_zone_has_countries",
                condition=~Q(countries=""),
                violation_error_message=_("A zone needs a country at least."),
            ),
            models.CheckConstraint(
                name="delivery_zone_days_in_bounds",
                condition=Q(extra_days__lte=MOST_DAYS),
                violation_error_message=_("That is more than a year."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class DeliveryMethod(models.Model):
    """A way to bring things to people. Where to and what it costs, its rates say."""

    name = models.CharField(_("name"), max_length=80)
    description = models.CharField(_("description"), max_length=200, blank=True)
    fewest_days = models.PositiveSmallIntegerField(
        _("days at least"), default=2, help_text=_("Working days after the parcel has left.")
    )
    most_days = models.PositiveSmallIntegerField(_("days at most"), default=4)
    cut_off = models.TimeField(
        _("leaves the same day until"),
        null=True,
        blank=True,
        help_text=_(
            "By the shop's clock: what is ordered later leaves on the next working day."
            " Empty: whatever is ordered on a working day leaves that day."
        ),
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    is_active = models.BooleanField(_("offered"), default=True)

    class Meta:
        verbose_name = _("delivery method")
        verbose_name_plural = _("delivery methods")
        ordering: ClassVar = ["position", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="delivery_days_in_order",
                condition=Q(most_days__gte=F("fewest_days")),
                violation_error_message=_("At most cannot be sooner than at least."),
            ),
            models.CheckConstraint(
                name="delivery_days_in_bounds",
                condition=Q(most_days__lte=MOST_DAYS),
                violation_error_message=_("That is more than a year."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class DeliveryRate(models.Model):
    """What a method costs in a zone, up to a weight and from a total on.

    Without a zone it is for every country that no zone with a rate of this method holds.
    """

    method = models.ForeignKey(
        DeliveryMethod, models.CASCADE, related_name="rates", verbose_name=_("delivery method")
    )
    # Protected: with its zone gone, a rate would hold everywhere else, at a price made for nearby.
    zone = models.ForeignKey(
        DeliveryZone,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="rates",
        verbose_name=_("delivery zone"),
        help_text=_("Empty: everywhere else."),
    )
    most_weight = models.PositiveIntegerField(
        _("up to"), null=True, blank=True, help_text=_("In grams. Empty: any weight.")
    )
    least_total = AmountField(
        _("from a total of"), default=0, help_text=_("Of the items, promo code deducted.")
    )
    price = AmountField(_("price"), help_text=_("Tax included."))

    class Meta:
        verbose_name = _("delivery rate")
        verbose_name_plural = _("delivery rates")
        ordering: ClassVar = [
            F("zone__position").asc(nulls_last=True),
            "zone_id",
            "least_total",
            "most_weight",
            "pk",
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="delivery_rate_bears_something",
                condition=Q(most_weight__gte=1) | Q(most_weight__isnull=True),
                violation_error_message=_("Leave the weight empty where any will do."),
            ),
            # SQLite takes two empty columns for different ones, hence their stand-ins.
            models.UniqueConstraint(
                "method",
                Coalesce("zone", 0),
                Coalesce("most_weight", 0),
                "least_total",
                name="delivery_rate_one_a_band",
                violation_error_message=_("There is a rate for this zone, weight and total."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.method)
