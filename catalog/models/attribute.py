from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class Attribute(models.Model):
    """A property that products can be compared by, such as colour or size.

    One vocabulary for the whole shop: an attribute tells products apart, or, as a product's
    *option*, tells its variants apart.
    """

    code = models.SlugField(
        _("code"), max_length=50, unique=True, help_text=_("Stays the same in every language.")
    )
    name = models.CharField(_("name"), max_length=50)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    is_filter = models.BooleanField(
        _("filter"), default=True, help_text=_("Shoppers can narrow lists of products by it.")
    )

    class Meta:
        verbose_name = _("attribute")
        verbose_name_plural = _("attributes")
        ordering: ClassVar = ["position", "code"]

    def __str__(self) -> str:
        return self.name


class AttributeValue(models.Model):
    attribute = models.ForeignKey(
        Attribute, models.CASCADE, related_name="values", verbose_name=_("attribute")
    )
    code = models.SlugField(_("code"), max_length=80)
    name = models.CharField(_("name"), max_length=80)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("attribute value")
        verbose_name_plural = _("attribute values")
        ordering: ClassVar = ["attribute__position", "position", "code"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="attribute_value_code_unique", fields=["attribute", "code"]
            ),
        ]

    def __str__(self) -> str:
        return self.name
