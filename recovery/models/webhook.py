"""Who outside follows what happens here, and what each was told."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from recovery.models.seen import SeenTo
from recovery.webhooks.catalogue import WebhookEvent
from shop.core import clock


class OffReason(models.TextChoices):
    """Why the shop itself has switched an endpoint off."""

    GONE = "gone", _("The receiver said that it wants nothing more (410).")
    FAILING = "failing", _("It has taken nothing for days.")


class WebhookEndpoint(models.Model):
    """An address that is told. What happened before it was switched on it does not hear of.

    The secret has to be stored as it is: each delivery is signed with it.
    """

    name = models.CharField(_("name"), max_length=80, help_text=_("Which tool this is."))
    url = models.URLField(_("address"), max_length=500)
    events = models.JSONField(_("events"), default=list)
    secret = models.CharField(_("secret"), max_length=100, editable=False)
    # Signs as well until the receiver has changed over.
    former_secret = models.CharField(_("former secret"), max_length=100, blank=True, editable=False)
    is_active = models.BooleanField(_("active"), default=True)
    activated_at = models.DateTimeField(_("switched on"), null=True, blank=True, editable=False)
    off_because = models.CharField(
        _("switched off because"),
        max_length=10,
        choices=OffReason.choices,
        blank=True,
        editable=False,
    )
    # Attempts that failed since the last one that did not, and since when.
    failures = models.PositiveIntegerField(_("failed in a row"), default=0, editable=False)
    failing_since = models.DateTimeField(_("failing since"), null=True, blank=True, editable=False)
    # Who does not answer is asked again later, so that the others need not wait.
    left_alone_until = models.DateTimeField(
        _("left alone until"), default=clock.long_ago, editable=False
    )

    class Meta:
        verbose_name = _("webhook endpoint")
        verbose_name_plural = _("webhook endpoints")
        ordering: ClassVar = ["pk"]
        default_permissions: ClassVar = ["view", "add", "change"]
        permissions: ClassVar = [
            ("view_webhook_secret", _("Can see and change the secret of a webhook endpoint")),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="webhook_endpoint_active_has_date",
                condition=Q(is_active=False) | Q(activated_at__isnull=False, off_because=""),
            ),
            models.CheckConstraint(
                name="webhook_endpoint_off_known",
                condition=Q(off_because__in=["", *OffReason.values]),
            ),
            models.CheckConstraint(name="webhook_endpoint_has_secret", condition=~Q(secret="")),
            models.CheckConstraint(
                name="webhook_endpoint_fails_since",
                condition=Q(failures=0, failing_since__isnull=True)
                | Q(failures__gt=0, failing_since__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class WebhookState(models.TextChoices):
    """Where a delivery stands. ``TRANSITIONS`` says what may follow what."""

    DUE = "due", _("due")
    SENDING = "sending", _("sending")
    DELIVERED = "delivered", pgettext_lazy("webhook", "delivered")
    DEAD = "dead", _("not delivered")


TRANSITIONS: dict[WebhookState, frozenset[WebhookState]] = {
    WebhookState.DUE: frozenset({WebhookState.SENDING, WebhookState.DEAD}),
    WebhookState.SENDING: frozenset({WebhookState.DELIVERED, WebhookState.DUE, WebhookState.DEAD}),
    WebhookState.DELIVERED: frozenset({WebhookState.DUE}),  # by the hand of staff alone
    WebhookState.DEAD: frozenset({WebhookState.DUE}),  # likewise
}


class WebhookCode(models.TextChoices):
    """Why a delivery is where it is, where that needs a reason."""

    REFUSED = "refused", _("The receiver did not take it.")
    TIMED_OUT = "timed_out", _("The receiver did not answer in time.")
    UNREACHABLE = "unreachable", _("The receiver could not be reached.")
    INTERRUPTED = "interrupted", _("The shop stopped half-way; it may have arrived.")
    GONE = OffReason.GONE.value, OffReason.GONE.label
    SWITCHED_OFF = "switched_off", _("The endpoint was switched off when it was due.")
    RESENT = "resent", _("Staff asked for another delivery.")


class WebhookDelivery(SeenTo):
    """An event for an endpoint. ``body`` is the text that is signed, the same at every attempt.

    ``attempts`` and ``claimed_until`` are the fence: a sender may report only on the claim that it
    made itself, however late it comes.
    """

    endpoint = models.ForeignKey(
        WebhookEndpoint,
        models.PROTECT,
        related_name="deliveries",
        db_index=False,
        verbose_name=_("webhook endpoint"),
    )
    event_id = models.CharField(_("event's number"), max_length=40)
    event = models.CharField(_("event"), max_length=40, choices=WebhookEvent.choices)
    body = models.TextField(_("payload"))
    state = models.CharField(
        _("state"), max_length=10, choices=WebhookState.choices, default=WebhookState.DUE
    )
    code = models.CharField(_("reason"), max_length=20, choices=WebhookCode.choices, blank=True)
    status = models.PositiveSmallIntegerField(_("answer"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    due_at = models.DateTimeField(_("due"), default=clock.now)
    claimed_until = models.DateTimeField(null=True, blank=True, editable=False)
    delivered_at = models.DateTimeField(
        pgettext_lazy("webhook", "delivered"), null=True, blank=True
    )
    created_at = models.DateTimeField(_("created"), default=clock.now, editable=False)

    class Meta:
        verbose_name = _("webhook delivery")
        verbose_name_plural = _("webhook deliveries")
        ordering: ClassVar = ["-pk"]
        default_permissions: ClassVar = ["view"]
        permissions: ClassVar = [
            ("send_webhook", _("Can send a webhook again, or a test")),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(name="webhook_delivery_once", fields=["endpoint", "event_id"]),
            models.CheckConstraint(
                name="webhook_delivery_state_known", condition=Q(state__in=WebhookState.values)
            ),
            models.CheckConstraint(
                name="webhook_delivery_event_known", condition=Q(event__in=WebhookEvent.values)
            ),
            models.CheckConstraint(
                name="webhook_delivery_code_known",
                condition=Q(code__in=["", *WebhookCode.values]),
            ),
            models.CheckConstraint(
                name="webhook_delivery_claim_ends",
                condition=Q(state=WebhookState.SENDING, claimed_until__isnull=False)
                | ~Q(state=WebhookState.SENDING) & Q(claimed_until__isnull=True),
            ),
            models.CheckConstraint(
                name="webhook_delivery_has_date",
                condition=~Q(state=WebhookState.DELIVERED) | Q(delivered_at__isnull=False),
            ),
            models.CheckConstraint(
                name="webhook_delivery_death_has_code",
                condition=~Q(state=WebhookState.DEAD) | ~Q(code=""),
            ),
        ]
        indexes: ClassVar = [
            # Serves the claim of what is due at an endpoint.
            models.Index(
                name="webhook_due",
                fields=["endpoint", "due_at"],
                condition=Q(state=WebhookState.DUE),
            ),
            # Serves the search for deliveries whose sender died.
            models.Index(
                name="webhook_sending",
                fields=["claimed_until"],
                condition=Q(state=WebhookState.SENDING),
            ),
            # Serves the count on the admin's front page.
            models.Index(
                name="webhook_dead",
                fields=["state", "created_at"],
                condition=Q(state=WebhookState.DEAD, seen_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event} · #{self.pk}"


class WebhookStep(models.Model):
    """One step in the life of a delivery, written in the transaction that made it."""

    delivery = models.ForeignKey(WebhookDelivery, models.CASCADE, related_name="steps")
    to_state = models.CharField(_("to"), max_length=10, choices=WebhookState.choices)
    code = models.CharField(_("reason"), max_length=20, choices=WebhookCode.choices, blank=True)
    status = models.PositiveSmallIntegerField(_("answer"), null=True, blank=True)
    at = models.DateTimeField(_("at"), default=clock.now)

    class Meta:
        verbose_name = _("step of a webhook")
        verbose_name_plural = _("steps of a webhook")
        ordering: ClassVar = ["pk"]
        default_permissions: ClassVar = ["view"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="webhook_step_state_known", condition=Q(to_state__in=WebhookState.values)
            ),
            models.CheckConstraint(
                name="webhook_step_code_known", condition=Q(code__in=["", *WebhookCode.values])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.delivery_id} → {self.to_state}"
