from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from pictures.models import PictureField

from catalog.models.product import Product
from catalog.models.variant import Variant


class Picture(models.Model):
    """A picture of a product; ``source_url`` is where an import says it may be fetched later."""

    product = models.ForeignKey(
        Product, models.CASCADE, related_name="pictures", verbose_name=_("product")
    )
    variant = models.ForeignKey(
        Variant,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="pictures",
        verbose_name=_("variant"),
        help_text=_("Only if it shows one variant."),
    )
    file = PictureField(
        _("file"), upload_to="products", width_field="width", height_field="height", blank=True
    )
    width = models.PositiveIntegerField(editable=False, default=0)
    height = models.PositiveIntegerField(editable=False, default=0)
    alt = models.CharField(
        _("description"),
        max_length=200,
        blank=True,
        help_text=_("For people who cannot see it. Empty: the product's name."),
    )
    source_url = models.URLField(_("source"), max_length=500, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        ordering: ClassVar = ["position", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="picture_file_or_source",
                condition=~models.Q(file="") | ~models.Q(source_url=""),
                violation_error_message=_("Choose a file."),
            ),
            models.UniqueConstraint(
                name="picture_source_unique",
                fields=["product", "source_url"],
                condition=~models.Q(source_url=""),
            ),
        ]

    def __str__(self) -> str:
        return self.alt or str(self.product)
