from typing import ClassVar

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from shop.core.fields import AmountField


class DeliveryMethod(models.Model):
    """A way to bring things to people. What it costs, its rates say."""

    name = models.CharField(_("name"), max_length=80)
    description = models.CharField(_("description"), max_length=200, blank=True)
    countries = models.CharField(
        _("countries"),
        max_length=400,
        blank=True,
        validators=[
            RegexValidator(
                r"^[A-Z]{2}(,[A-Z]{2})*$", _("Codes such as FR,BE with a comma between.")
            )
        ],
        help_text=_("Codes such as FR,BE. Empty: everywhere."),
    )
    fewest_days = models.PositiveSmallIntegerField(_("days at least"), default=2)
    most_days = models.PositiveSmallIntegerField(_("days at most"), default=4)
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
        ]

    def __str__(self) -> str:
        return self.name


class DeliveryRate(models.Model):
    """What a method costs up to a weight and from a total on. The cheapest that fits counts."""

    method = models.ForeignKey(
        DeliveryMethod, models.CASCADE, related_name="rates", verbose_name=_("delivery method")
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
        ordering: ClassVar = ["least_total", "most_weight", "pk"]

    def __str__(self) -> str:
        return str(self.method)
