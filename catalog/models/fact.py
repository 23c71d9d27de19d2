from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from catalog.models.product import Product
from shop.core import clock


class Search(models.Model):
    """A search that somebody made, and where it led first, with nothing that says who (S1.5).

    Of one that led to sensitive products alone there is no text either, and of a sensitive product
    that was opened only where it stood (R13).
    """

    text = models.CharField(_("as typed"), max_length=200)
    words = models.CharField(
        _("words"), max_length=200, help_text=_("Without accents and capital letters.")
    )
    language = models.CharField(_("language"), max_length=10)
    # As the page writes them in its address, without the words and the number of the page.
    filters = models.CharField(_("filters"), max_length=500, blank=True)
    hits = models.PositiveIntegerField(_("hits"))
    clicked = models.ForeignKey(
        Product,
        models.SET_NULL,
        null=True,
        blank=True,
        db_index=False,
        related_name="+",
        verbose_name=_("opened first"),
    )
    clicked_position = models.PositiveIntegerField(
        _("at position"),
        null=True,
        blank=True,
        help_text=_("Of the product that was opened first, counted over all pages from 1."),
    )
    searched_at = models.DateTimeField(_("searched"), default=clock.now)

    class Meta:
        verbose_name = _("search")
        verbose_name_plural = _("searches")
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="search_click_among_hits",
                condition=Q(clicked_position__isnull=True)
                | Q(clicked_position__gte=1, clicked_position__lte=F("hits")),
            ),
            models.CheckConstraint(
                name="search_click_has_position",
                condition=Q(clicked__isnull=True) | Q(clicked_position__isnull=False),
            ),
        ]
        indexes: ClassVar = [
            # Serves the searches of a day.
            models.Index(name="search_by_day", fields=["searched_at"]),
            # Serves the deletion of a product; most searches are not in it.
            models.Index(
                name="search_clicked", fields=["clicked"], condition=Q(clicked__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.text or "–"


class ProductViews(models.Model):
    """How often a product was looked at on a day, by anybody: a number, and no one behind it."""

    product = models.ForeignKey(Product, models.CASCADE, related_name="views_by_day")
    day = models.DateField(_("day"))
    views = models.PositiveIntegerField(_("views"))

    class Meta:
        verbose_name = _("product views")
        verbose_name_plural = _("product views")
        constraints: ClassVar = [
            models.UniqueConstraint(name="product_views_one_a_day", fields=["product", "day"]),
        ]
        indexes: ClassVar = [
            # Serves what was looked at on a day, most first.
            models.Index(name="product_views_by_day", fields=["day", "-views"]),
        ]

    def __str__(self) -> str:
        return f"{self.product} · {self.day}"
