from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shop.core import clock
from shop.core.messaging.models import Person


class RememberedSearchQuerySet(models.QuerySet["RememberedSearch"]):
    def shown(self, person_id: int | None) -> "RememberedSearchQuerySet":
        """What ``person_id`` is shown of it, the newest first (``remembered_search_newest``)."""
        return self.filter(person=person_id).order_by("-last_at", "-pk")


class RememberedSearch(models.Model):
    """A search of somebody who chose that this is remembered (S1.4, P1), as it was made last.

    It hangs on a Person, a keyed hash, as a remembered view does. Nothing ties it to the ``Search``
    that is counted. Written by ``catalog.remembering_searches`` alone.
    """

    person = models.ForeignKey(
        Person, models.CASCADE, related_name="remembered_searches", db_index=False
    )
    text = models.CharField(_("as typed"), max_length=200)
    words = models.CharField(_("words"), max_length=200)
    language = models.CharField(_("language"), max_length=10)
    # As the page writes them in its address, without the words and the number of the page.
    filters = models.CharField(_("filters"), max_length=500, blank=True)
    hits = models.PositiveIntegerField(_("hits"))
    last_at = models.DateTimeField(_("last searched"), default=clock.now)

    objects = RememberedSearchQuerySet.as_manager()

    class Meta:
        verbose_name = _("remembered search")
        verbose_name_plural = _("remembered searches")
        default_permissions: ClassVar = []  # its owner sees it, staff do not
        constraints: ClassVar = [
            models.UniqueConstraint(name="remembered_search_once", fields=["person", "words"]),
            models.CheckConstraint(name="remembered_search_has_words", condition=~Q(words="")),
        ]
        indexes: ClassVar = [
            # Serves a person's own list, and what is beyond the newest of it.
            models.Index(name="remembered_search_newest", fields=["person", "-last_at"]),
        ]

    def __str__(self) -> str:
        return f"a search by #{self.person_id}"
