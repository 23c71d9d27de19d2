from collections.abc import Iterable
from typing import ClassVar

from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce, NullIf
from django.utils.translation import gettext_lazy as _

from catalog.models.attribute import AttributeValue
from catalog.models.product import Product
from catalog.quantities import LARGEST_QUANTITY, Quantities
from shop.core.fields import AmountField

_WITHIN = {"gte": 1, "lte": LARGEST_QUANTITY}
_MOST = Coalesce(F("most_quantity"), Value(LARGEST_QUANTITY), output_field=models.IntegerField())

_STEP = NullIf(F("quantity_step"), Value(0))  # which another constraint refuses


def _within_bounds(name: str, *, is_optional: bool = False) -> models.CheckConstraint:
    bounds = Q(**{f"{name}__{bound}": value for bound, value in _WITHIN.items()})
    return models.CheckConstraint(
        name=f"variant_{name}_in_bounds",
        condition=bounds | Q(**{f"{name}__isnull": True}) if is_optional else bounds,
        violation_error_message=_("Quantities lie between 1 and 999."),
    )


class Variant(models.Model):
    """The thing itself, with a SKU, a price and a stock. A product has at least one."""

    product = models.ForeignKey(
        Product, models.CASCADE, related_name="variants", verbose_name=_("product")
    )
    sku = models.CharField(_("SKU"), max_length=64, unique=True)
    price = AmountField(_("price"), help_text=_("Tax included."))
    option_values = models.ManyToManyField(
        AttributeValue, blank=True, related_name="variants", verbose_name=_("option values")
    )
    # The chosen values as one text, so that the database itself refuses a second "red, large".
    # Written together with option_values, by catalog.variants.set_option_values.
    option_key = models.CharField(max_length=200, editable=False, blank=True)
    weight = models.PositiveIntegerField(_("weight"), default=0, help_text=_("In grams."))
    least_quantity = models.PositiveSmallIntegerField(_("at least"), default=1)
    quantity_step = models.PositiveSmallIntegerField(
        _("sold in packs of"), default=1, help_text=_("Only multiples of this can be bought.")
    )
    most_quantity = models.PositiveSmallIntegerField(
        _("at most in an order"), null=True, blank=True
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    is_active = models.BooleanField(_("for sale"), default=True)

    class Meta:
        verbose_name = _("variant")
        verbose_name_plural = _("variants")
        ordering: ClassVar = ["position", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="variant_option_combination_unique",
                fields=["product", "option_key"],
                violation_error_message=_("Another variant has the same options."),
            ),
            models.CheckConstraint(name="variant_sku_present", condition=~models.Q(sku="")),
            _within_bounds("least_quantity"),
            _within_bounds("quantity_step"),
            _within_bounds("most_quantity", is_optional=True),
            # The largest multiple of the step is not below the least quantity.
            models.CheckConstraint(
                name="variant_some_quantity_possible",
                condition=Q(least_quantity__lte=_MOST / _STEP * _STEP),
                violation_error_message=_("With these quantities nothing could be bought."),
            ),
        ]

    def __str__(self) -> str:
        return self.sku

    @property
    def quantities(self) -> Quantities:
        return Quantities(self.least_quantity, self.quantity_step, self.most_quantity)


def option_key(values: Iterable[AttributeValue]) -> str:
    """Return the text that is equal for two variants exactly when their options are."""
    return ",".join(str(pk) for pk in sorted(value.pk for value in values))
