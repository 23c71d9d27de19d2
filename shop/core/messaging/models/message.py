import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shop.core import clock
from shop.core.messaging.classes import POLICIES, MessageClass, Policy
from shop.core.messaging.models.person import Person
from shop.core.messaging.reasons import Reason
from shop.core.rows.loading import LoadedAsRead
from shop.core.time_zones import LONGEST_NAME


class Channel(models.TextChoices):
    EMAIL = "email", _("e-mail")
    SMS = "sms", _("SMS")


class State(models.TextChoices):
    """Where a message stands. ``TRANSITIONS`` says what may follow what."""

    DUE = "due", _("due")
    SENDING = "sending", _("sending")
    SENT = "sent", _("sent")
    SKIPPED = "skipped", _("not sent")
    FAILED = "failed", _("refused")
    UNKNOWN = "unknown", _("unknown")


TRANSITIONS: dict[State, frozenset[State]] = {
    # SENT straight from DUE or UNKNOWN: the late report of a sender that was thought dead.
    State.DUE: frozenset({State.DUE, State.SENDING, State.SKIPPED, State.SENT}),
    State.SENDING: frozenset({State.SENT, State.DUE, State.SKIPPED, State.FAILED, State.UNKNOWN}),
    State.UNKNOWN: frozenset({State.SENT, State.DUE}),  # DUE by the hand of staff alone
    State.FAILED: frozenset({State.DUE}),  # by the hand of staff alone
    State.SENT: frozenset(),
    State.SKIPPED: frozenset(),
}


OVER = (State.SENT, State.SKIPPED, State.FAILED, State.UNKNOWN)  # nothing more is done by itself
NAMES_SOMEBODY = ~Q(recipient="")  # nobody has forgotten yet to whom it goes


class Message(LoadedAsRead):
    """One message to one person about one fact: the outbox.

    The row says *that* something is to be written and about what; the words are made from the
    facts of the moment in which it is sent (pitfall R14).
    """

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=60, help_text=_("Which mail it is."))
    about = models.CharField(
        _("about"), max_length=120, help_text=_("The fact it tells; nobody is told one twice.")
    )
    message_class = models.CharField(_("class"), max_length=20, choices=MessageClass.choices)
    channel = models.CharField(
        _("channel"), max_length=10, choices=Channel.choices, default=Channel.EMAIL
    )
    person = models.ForeignKey(
        Person, models.PROTECT, related_name="messages", verbose_name=_("person")
    )
    recipient = models.CharField(
        _("recipient"), max_length=254, help_text=_("An e-mail address, or a number in E.164.")
    )
    language = models.CharField(_("language"), max_length=10)
    time_zone = models.CharField(
        _("time zone"),
        max_length=2 * LONGEST_NAME + 1,
        blank=True,
        help_text=_("Empty: the shop's. Two, with a space between: all that they span."),
    )
    facts = models.JSONField(_("facts"), default=dict, blank=True)
    priority = models.PositiveSmallIntegerField(editable=False)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DUE)
    reason = models.CharField(_("reason"), max_length=40, blank=True)
    due_at = models.DateTimeField(_("due"), default=clock.now)
    expires_at = models.DateTimeField(
        _("of use until"), null=True, blank=True, help_text=_("Never sent later than this.")
    )
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    attempted_at = models.DateTimeField(_("last attempt"), null=True, blank=True, editable=False)
    # When the last attempt was about to be handed over; empty while it surely was not.
    handed_at = models.DateTimeField(null=True, blank=True, editable=False)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True, editable=False)
    created_at = models.DateTimeField(_("created"), default=clock.now, editable=False)

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering: ClassVar = ["-created_at", "-pk"]
        permissions: ClassVar = [
            ("view_recipient", _("Can see to which address")),
            ("send_again", _("Can send a message again")),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="message_one_per_fact", fields=["kind", "about", "channel"]
            ),
            models.CheckConstraint(name="message_state_known", condition=Q(state__in=State.values)),
            models.CheckConstraint(
                name="message_class_known", condition=Q(message_class__in=MessageClass.values)
            ),
            models.CheckConstraint(
                name="message_attempt_has_time",
                condition=Q(attempts=0) | Q(attempted_at__isnull=False),
            ),
        ]
        indexes: ClassVar = [
            # Serves the claim of the next due message.
            models.Index(
                name="message_due",
                fields=["priority", "due_at"],
                condition=Q(state=State.DUE),
            ),
            # Serves the search for messages whose sender died.
            models.Index(
                name="message_sending", fields=["attempted_at"], condition=Q(state=State.SENDING)
            ),
            # Serves the question when a person was last reminded.
            models.Index(
                name="message_last_reminder",
                fields=["person", "-attempted_at"],
                condition=Q(message_class=MessageClass.REMINDER),
            ),
            # Serves the count and the list of what staff must look at.
            models.Index(
                name="message_needs_a_look",
                fields=["state"],
                condition=Q(state__in=[State.FAILED, State.UNKNOWN]),
            ),
            # Serves the question what a phone number was sent, and whose messages a STOP ends.
            models.Index(
                name="message_to_number",
                fields=["recipient"],
                condition=Q(channel=Channel.SMS) & NAMES_SOMEBODY,
            ),
            # Serves the search for recipients that are to be forgotten.
            models.Index(name="message_to_forget", fields=["due_at"], condition=NAMES_SOMEBODY),
            # Serves the newest first in the admin.
            models.Index(name="message_newest", fields=["-created_at", "-id"]),
        ]

    def __str__(self) -> str:
        return f"{self.kind} · {self.about}"

    @property
    def policy(self) -> Policy:
        return POLICIES[self.message_class]

    @property
    def reason_in_words(self) -> str:
        """Why it waits or was not sent, for staff; empty when there is nothing to say."""
        return str(Reason(self.reason).label) if self.reason else ""


class MessageEvent(models.Model):
    """One step in the life of a message, written in the transaction that made it."""

    message = models.ForeignKey(Message, models.CASCADE, related_name="events")
    from_state = models.CharField(_("from"), max_length=10, choices=State.choices)
    to_state = models.CharField(_("to"), max_length=10, choices=State.choices)
    reason = models.CharField(_("reason"), max_length=40, blank=True)
    at = models.DateTimeField(_("at"), default=clock.now)

    class Meta:
        verbose_name = _("step")
        verbose_name_plural = _("steps")
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"{self.get_from_state_display()} → {self.get_to_state_display()}"
