from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _

from cart.models.countries import country_codes
from cart.models.standing import Standing
from cart.pricing.deals import Kind, Stacking
from shop.core import clock
from shop.core.fields import AmountField
from shop.core.users.models import CustomerGroup

# What each kind needs; the others' columns stay empty.
_GIVES = {
    Kind.PERCENTAGE: Q(percent__isnull=False, amount=None, buys=None, gets=None),
    Kind.FIXED: Q(percent=None, amount__isnull=False, buys=None, gets=None),
    Kind.FREE_DELIVERY: Q(percent=None, amount=None, buys=None, gets=None),
    Kind.BUY_X_GET_Y: Q(percent__isnull=False, amount=None, buys__isnull=False, gets__isnull=False),
}

# A shopper must be told what the amount is for, in one language at least.
_HAS_A_NAME = Q(
    *(
        Q(**{f"name_{language}__isnull": False, f"name_{language}__gt": ""})
        for language, _name in settings.LANGUAGES
    ),
    _connector=Q.OR,
)


class Promotion(models.Model):
    """Something off, for whoever types its code, or for everybody if it has none.

    What it is for, its targets say; with none it is for everything.
    """

    name = models.CharField(
        _("name"),
        max_length=60,
        blank=True,
        help_text=_("Shoppers see it beside the amount. Empty: the code."),
    )
    code = models.CharField(
        _("code"),
        max_length=40,
        blank=True,
        help_text=_("Capital letters make no difference. Empty: everybody gets it without a code."),
    )
    kind = models.CharField(
        _("kind"),
        max_length=20,
        choices=Kind.choices,
        default=Kind.PERCENTAGE,
    )
    percent = models.PositiveSmallIntegerField(_("percent"), null=True, blank=True)
    amount = AmountField(_("amount"), null=True, blank=True)
    buys = models.PositiveSmallIntegerField(_("bought"), null=True, blank=True)
    gets = models.PositiveSmallIntegerField(_("given"), null=True, blank=True)
    most_off = AmountField(_("at most"), null=True, blank=True)
    least_total = AmountField(
        _("from a total of"),
        default=0,
        help_text=_("Of what it is for, before anything is taken off."),
    )
    is_for_first_order = models.BooleanField(_("first order only"), default=False)
    countries = models.CharField(
        _("countries"),
        max_length=400,
        blank=True,
        validators=[country_codes],
        help_text=_("Codes such as FR,BE. Empty: everywhere."),
    )
    group = models.ForeignKey(
        CustomerGroup,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="promotions",
        verbose_name=_("customer group"),
    )
    most_uses = models.PositiveIntegerField(
        _("orders at most"), null=True, blank=True, help_text=_("Empty: any number.")
    )
    most_uses_a_person = models.PositiveIntegerField(
        _("orders of one person at most"), null=True, blank=True, help_text=_("Empty: any number.")
    )
    uses = models.PositiveIntegerField(_("orders"), default=0, editable=False)
    priority = models.SmallIntegerField(
        _("priority"), default=0, help_text=_("The smallest comes first.")
    )
    stacking = models.CharField(
        _("goes"),
        max_length=10,
        choices=Stacking.choices,
        default=Stacking.FREELY,
    )
    is_active = models.BooleanField(_("active"), default=True)
    starts_at = models.DateTimeField(_("from"), null=True, blank=True)
    ends_at = models.DateTimeField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("promotion")
        verbose_name_plural = _("promotions")
        ordering: ClassVar = ["priority", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                Upper("code"),
                name="promotion_code_unique",
                condition=~Q(code=""),
                violation_error_message=_("There is already a code like this."),
            ),
            models.CheckConstraint(
                name="promotion_gives_what_its_kind_says",
                condition=Q(
                    *(Q(kind=kind) & gives for kind, gives in _GIVES.items()), _connector=Q.OR
                ),
                violation_error_message=_("Fill in what this kind gives, and nothing else."),
            ),
            models.CheckConstraint(
                name="promotion_percent_in_bounds",
                condition=Q(percent=None) | Q(percent__gte=1, percent__lte=100),
                violation_error_message=_("Between 1 and 100."),
            ),
            models.CheckConstraint(
                name="promotion_gives_something",
                condition=(Q(amount=None) | Q(amount__gte=1))
                & (Q(most_off=None) | Q(most_off__gte=1))
                & (Q(buys=None) | Q(buys__gte=1))
                & (Q(gets=None) | Q(gets__gte=1)),
                violation_error_message=_("Nought would give nothing."),
            ),
            models.CheckConstraint(
                name="promotion_has_a_name_or_code",
                condition=~Q(code="") | _HAS_A_NAME,
                violation_error_message=_("Give it a name or a code."),
            ),
            models.CheckConstraint(
                name="promotion_stacking_known",
                condition=Q(stacking__in=Stacking.values),
            ),
            models.CheckConstraint(
                name="promotion_ends_after_start",
                condition=Q(starts_at__isnull=True)
                | Q(ends_at__isnull=True)
                | Q(ends_at__gt=F("starts_at")),
                violation_error_message=_("The end must come after the beginning."),
            ),
        ]
        indexes: ClassVar = [
            # Serves every cart: which promotions hold without a code.
            models.Index(
                name="promotion_automatic",
                fields=["priority", "id"],
                condition=Q(code="", is_active=True),
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.code or str(self.pk)

    @property
    def standing(self) -> Standing:
        """Whether it counts now, and if not why, whatever lies in a cart."""
        now = clock.now()
        if not self.is_active:
            return Standing.OFF
        if self.ends_at is not None and self.ends_at <= now:
            return Standing.OVER
        if self.most_uses is not None and self.uses >= self.most_uses:
            return Standing.USED_UP
        if self.starts_at is not None and self.starts_at > now:
            return Standing.NOT_YET
        return Standing.HOLDS


class Side(models.TextChoices):
    BOUGHT = "bought", _("it is for")
    GIVEN = "given", _("it gives")


class PromotionTarget(models.Model):
    """A product, a category with all below it, or a brand that a promotion is for or gives.

    None of them can be deleted meanwhile: without its last target a promotion would be for
    everything.
    """

    promotion = models.ForeignKey(
        Promotion, models.CASCADE, related_name="targets", verbose_name=_("promotion")
    )
    side = models.CharField(_("side"), max_length=10, choices=Side.choices, default=Side.BOUGHT)
    product = models.ForeignKey(
        "catalog.Product",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("product"),
    )
    category = models.ForeignKey(
        "catalog.Category",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("category"),
    )
    brand = models.ForeignKey(
        "catalog.Brand",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("brand"),
    )

    class Meta:
        verbose_name = _("what a promotion is for")
        verbose_name_plural = _("what a promotion is for")
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="promotion_target_is_one_thing",
                condition=Q(product__isnull=False, category=None, brand=None)
                | Q(product=None, category__isnull=False, brand=None)
                | Q(product=None, category=None, brand__isnull=False),
                violation_error_message=_("One of product, category and brand in each row."),
            ),
            models.CheckConstraint(
                name="promotion_target_side_known", condition=Q(side__in=Side.values)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.promotion}: {self.thing}"

    @property
    def thing(self) -> models.Model | None:
        return self.product or self.category or self.brand
