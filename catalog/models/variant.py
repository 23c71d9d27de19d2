from collections.abc import Iterable
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from catalog.models.attribute import AttributeValue
from catalog.models.product import Product
from shop.core.fields import AmountField


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
        ]

    def __str__(self) -> str:
        return self.sku


def option_key(values: Iterable[AttributeValue]) -> str:
    """Return the text that is equal for two variants exactly when their options are."""
    return ",".join(str(pk) for pk in sorted(value.pk for value in values))
