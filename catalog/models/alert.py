from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from catalog.models.variant import Variant
from shop.core import clock
from shop.core.messaging.models import Message, Person
from shop.core.time_zones import LONGEST_NAME


class AlertKind(models.TextChoices):
    SEARCH = "search", _("something is found for a search")
    STOCK = "stock", _("it is back in stock")


class AlertState(models.TextChoices):
    """Where an alert stands. ``TRANSITIONS`` says what may follow what."""

    WAITING = "waiting", _("to be confirmed")
    ACTIVE = "active", _("waits")
    WRITTEN = "written", pgettext_lazy("alert", "written")
    ENDED = "ended", _("over")


TRANSITIONS: dict[AlertState, frozenset[AlertState]] = {
    AlertState.WAITING: frozenset({AlertState.ACTIVE}),  # else it is erased
    AlertState.ACTIVE: frozenset({AlertState.WRITTEN, AlertState.ENDED}),
    # ACTIVE once more: it was gone again before the mail went, so there was nothing to say.
    AlertState.WRITTEN: frozenset({AlertState.ACTIVE, AlertState.ENDED}),
    AlertState.ENDED: frozenset(),
}
OPEN = (AlertState.WAITING, AlertState.ACTIVE)
_IS_OPEN = Q(state__in=OPEN)


class AlertQuerySet(models.QuerySet["Alert"]):
    def open(self) -> "AlertQuerySet":
        return self.filter(_IS_OPEN)

    def active(self, kind: AlertKind) -> "AlertQuerySet":
        return self.filter(kind=kind, state=AlertState.ACTIVE)

    def shown(self) -> "AlertQuerySet":
        """With what it takes to say what they are about, the newest first."""
        rows = self.select_related("variant__product").order_by("-asked_at", "-pk")
        return rows.prefetch_related("variant__option_values")


class Alert(models.Model):
    """That somebody asked to be told once: when something is found, or is back in stock (S1.3).

    It hangs on a Person, a keyed hash. The address is here only while the alert is open: with the
    mail it moves into the outbox.
    """

    person = models.ForeignKey(
        Person, models.CASCADE, related_name="alerts", verbose_name=_("person")
    )
    kind = models.CharField(_("tells when"), max_length=10, choices=AlertKind.choices)
    text = models.CharField(_("search"), max_length=200, blank=True)
    words = models.CharField(
        _("words"),
        max_length=200,
        blank=True,
        help_text=_("Without accents and capital letters."),
    )
    variant = models.ForeignKey(
        Variant,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="alerts",
        verbose_name=_("variant"),
    )
    email = models.EmailField(_("e-mail address"), max_length=254, blank=True)
    language = models.CharField(_("language"), max_length=10)
    time_zone = models.CharField(_("time zone"), max_length=LONGEST_NAME, blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=AlertState.choices, default=AlertState.WAITING
    )
    asked_at = models.DateTimeField(_("asked"), default=clock.now)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    over_at = models.DateTimeField(_("over"), null=True, blank=True)
    kept_until = models.DateTimeField(
        _("kept until"), help_text=_("Then it ends, or is erased if it is over or unconfirmed.")
    )
    looked_at = models.DateTimeField(default=clock.long_ago, editable=False)
    # How often its mail was put into the outbox: more than once only if there was nothing to say.
    turns = models.PositiveSmallIntegerField(default=0, editable=False)
    # The mail, until it is known what became of it.
    message = models.ForeignKey(
        Message,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        editable=False,
    )

    objects = AlertQuerySet.as_manager()

    class Meta:
        verbose_name = _("alert asked for")
        verbose_name_plural = _("alerts asked for")
        ordering: ClassVar = ["-asked_at", "-pk"]
        default_permissions: ClassVar = ["view"]
        constraints: ClassVar = [
            models.CheckConstraint(name="alert_kind_known", condition=Q(kind__in=AlertKind.values)),
            models.CheckConstraint(
                name="alert_state_known", condition=Q(state__in=AlertState.values)
            ),
            models.CheckConstraint(
                name="alert_about_one_thing",
                condition=Q(kind=AlertKind.SEARCH, variant__isnull=True) & ~Q(words="")
                | Q(kind=AlertKind.STOCK, variant__isnull=False, text="", words=""),
            ),
            models.CheckConstraint(
                name="alert_address_while_open",
                condition=_IS_OPEN & ~Q(email="") | ~_IS_OPEN & Q(email=""),
            ),
            models.CheckConstraint(
                name="alert_confirmed_has_date",
                condition=Q(state=AlertState.WAITING, confirmed_at__isnull=True)
                | ~Q(state=AlertState.WAITING) & Q(confirmed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="alert_over_has_date",
                condition=_IS_OPEN & Q(over_at__isnull=True) | ~_IS_OPEN & Q(over_at__isnull=False),
            ),
            models.UniqueConstraint(
                name="alert_open_once_a_search",
                fields=["person", "words"],
                condition=_IS_OPEN & Q(kind=AlertKind.SEARCH),
            ),
            models.UniqueConstraint(
                name="alert_open_once_a_variant",
                fields=["person", "variant"],
                condition=_IS_OPEN & Q(kind=AlertKind.STOCK),
            ),
        ]
        indexes: ClassVar = [
            # Serves the searches that are to be repeated, the longest ago first.
            models.Index(
                name="alert_to_repeat",
                fields=["looked_at"],
                condition=Q(kind=AlertKind.SEARCH, state=AlertState.ACTIVE),
            ),
            # Serves what is waited for, whether it is back, and how many wait for it.
            models.Index(
                name="alert_awaited",
                fields=["variant", "asked_at"],
                condition=Q(kind=AlertKind.STOCK, state=AlertState.ACTIVE),
            ),
            # Serves the look at what became of the mails.
            models.Index(
                name="alert_in_outbox",
                fields=["message"],
                condition=Q(message__isnull=False),
            ),
            # Serves the search for alerts whose time is over.
            models.Index(name="alert_to_forget", fields=["kept_until"]),
            # Serves the newest first in the admin.
            models.Index(name="alert_newest", fields=["-asked_at", "-id"]),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"


class AlertKey(models.Model):
    """A secret in a mail about an alert, which shows, confirms and erases it. Only its hash is here."""

    alert = models.ForeignKey(Alert, models.CASCADE, related_name="keys")
    digest = models.CharField(max_length=64, editable=False)
    created_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        default_permissions: ClassVar = []
        constraints: ClassVar = [models.UniqueConstraint(name="alert_key_once", fields=["digest"])]

    def __str__(self) -> str:
        return f"key of {self.alert_id}"
