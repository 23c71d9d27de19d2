from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from catalog.models.product import Product
from catalog.sensitive import is_sensitive
from shop.core import clock
from shop.core.messaging.models import Person


class RememberedViewQuerySet(models.QuerySet["RememberedView"]):
    def shown(self, person_id: int | None) -> "RememberedViewQuerySet":
        """What ``person_id`` is shown of it, the newest first (``view_newest``)."""
        mine = self.filter(~is_sensitive("product__"), person=person_id)
        return mine.select_related("product").order_by("-last_at", "-pk")

    def viewed_often(self, idle_since: datetime, times: int) -> "RememberedViewQuerySet":
        """What somebody looked at ``times`` times or more, last at ``idle_since`` at the latest, and
        no sweep has seen since; the longest ago first (``view_often``).

        Whoever sweeps marks a row as seen by a conditional update of ``swept_until`` to the
        ``last_at`` that was read; another look makes it appear again. Sensitive products are never
        among them (R13). Whether it is in a cart by now, was bought, or can be, is not asked here.
        """
        left = self.filter(
            ~is_sensitive("product__"),
            times__gte=times,
            swept_until__lt=F("last_at"),
            last_at__lte=idle_since,
        )
        return left.order_by("last_at", "pk")


class RememberedView(models.Model):
    """A product that somebody looked at who chose that this is remembered (S1.5, P1).

    It hangs on a Person, a keyed hash; the account that chose it points there (``remembered_as``).
    Written by ``catalog.remembering`` alone.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="remembered_views")
    product = models.ForeignKey(Product, models.CASCADE, related_name="remembered_views")
    times = models.PositiveIntegerField(_("times"), default=1)
    first_at = models.DateTimeField(_("first looked at"), default=clock.now)
    last_at = models.DateTimeField(_("last looked at"), default=clock.now)
    # The last look that the search for what is looked at often has seen.
    swept_until = models.DateTimeField(default=clock.long_ago, editable=False)

    objects = RememberedViewQuerySet.as_manager()

    class Meta:
        verbose_name = _("remembered view")
        verbose_name_plural = _("remembered views")
        default_permissions: ClassVar = []  # its owner sees it, staff do not
        constraints: ClassVar = [
            models.UniqueConstraint(name="view_once_a_product", fields=["person", "product"]),
            models.CheckConstraint(name="view_times_positive", condition=Q(times__gte=1)),
            models.CheckConstraint(name="view_in_order", condition=Q(first_at__lte=F("last_at"))),
        ]
        indexes: ClassVar = [
            # Serves a person's own list, and what is beyond the newest of it.
            models.Index(name="view_newest", fields=["person", "-last_at"]),
            # Serves ``viewed_often``: of what no sweep has seen, only what was looked at so often.
            # The job that forgets has no index: it runs once a day, and SQLite would take that here.
            models.Index(
                name="view_often",
                fields=["times", "last_at"],
                condition=Q(swept_until__lt=F("last_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"product {self.product_id} by #{self.person_id}"
