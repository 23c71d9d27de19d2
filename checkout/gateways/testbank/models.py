import uuid
from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from shop.core import clock


class Answer(models.TextChoices):
    """How a payment stands at the bank."""

    OPEN = "open", _("open")
    AUTHORISED = "authorised", _("promised")
    ACCEPTED = "accepted", _("accepted")
    REFUSED = "refused", _("refused")
    CANCELLED = "cancelled", _("called off")


class When(models.TextChoices):
    """When the bank answers, and what it makes of being called off before that."""

    NOW = "now", _("at once")
    MINUTE = "minute", _("in a minute")
    STUBBORN = "stubborn", _("in 45 minutes; until then it cannot be called off")
    AFTER_ALL = "after_all", _("in 45 minutes, even if the shop has called it off")
    HOURS = "hours", _("in 3 hours, even if the shop has called it off")


DELAYS = {
    When.NOW: timedelta(),
    When.MINUTE: timedelta(minutes=1),
    When.STUBBORN: timedelta(minutes=45),
    When.AFTER_ALL: timedelta(minutes=45),
    When.HOURS: timedelta(hours=3),
}


class Telling(models.TextChoices):
    """How the bank tells the shop by itself."""

    ONCE = "once", _("once")
    TWICE = "twice", _("twice, the same message")
    TWO_EVENTS = "two_events", _("twice, as two events")
    FIRST = "first", _("before you are back")
    NEVER = "never", _("never: the message is lost")


class Giving(models.TextChoices):
    """How the bank gives money back."""

    AT_ONCE = "at_once", _("at once")
    LATER = "later", _("in a minute")
    CLOSED = "closed", _("not at all: the account is closed")
    RETURNED = "returned", _("at once, and a minute later it comes back from a closed account")


class BankPayment(models.Model):
    """A payment as the bank knows it, and how its visitor wants the bank to behave.

    A will of the visitor's may say that the bank makes up its mind later: then ``answer`` holds
    from ``answers_at`` on, and until then the payment is pending.
    """

    ref = models.UUIDField(unique=True, help_text=_("The shop's name for it."))
    token = models.CharField(max_length=43, unique=True)
    amount = models.PositiveBigIntegerField()
    currency = models.CharField(max_length=3)
    instalments = models.PositiveSmallIntegerField(default=1)
    answer = models.CharField(max_length=10, choices=Answer.choices, default=Answer.OPEN)
    error = models.CharField(max_length=20, blank=True)
    answers_at = models.DateTimeField(null=True)
    called_off_at = models.DateTimeField(null=True)  # of effect where the bank heeds it
    when = models.CharField(max_length=10, choices=When.choices, default=When.NOW)
    telling = models.CharField(max_length=10, choices=Telling.choices, default=Telling.ONCE)
    giving = models.CharField(max_length=10, choices=Giving.choices, default=Giving.AT_ONCE)
    is_promise = models.BooleanField(default=False)  # accepting promises the money only
    is_led_back = models.BooleanField(default=True)
    is_confirming = models.BooleanField(default=False)  # 3-D Secure: the second page is shown
    return_url = models.CharField(max_length=500)
    notify_url = models.CharField(max_length=500)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        default_permissions: ClassVar = []
        constraints: ClassVar = [
            models.CheckConstraint(
                name="bank_payment_answer_known",
                condition=models.Q(answer__in=Answer.values),
            ),
        ]
        indexes: ClassVar = [
            # Serves the statement of a day.
            models.Index(
                name="bank_payment_taken",
                fields=["answers_at"],
                condition=models.Q(answer="accepted"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount} {self.currency} · {self.answer}"

    @property
    def bank_ref(self) -> str:
        return f"TB{self.pk:08}"


class BankRefund(models.Model):
    """Money that the shop has asked the bank to give back, and what the bank made of that.

    ``error`` holds from ``answers_at`` on; until then, *later* is pending and *returned* is given.
    """

    ref = models.UUIDField(unique=True, help_text=_("The shop's name for it."))
    payment = models.ForeignKey(BankPayment, models.CASCADE, related_name="refunds")
    amount = models.PositiveBigIntegerField()
    giving = models.CharField(max_length=10, choices=Giving.choices)
    error = models.CharField(max_length=80, blank=True)
    answers_at = models.DateTimeField()
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        default_permissions: ClassVar = []
        indexes: ClassVar = [
            # Serves the statement of a day.
            models.Index(name="bank_refund_by_day", fields=["answers_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.amount} {self.payment.currency}"

    @property
    def bank_ref(self) -> str:
        return f"TBR{self.pk:08}"

    def status(self, at: datetime) -> str:
        """Return how it stands at the moment ``at``."""
        match self.giving:
            case Giving.LATER if at < self.answers_at:
                return "pending"
            case Giving.CLOSED:
                return "failed"
            case Giving.RETURNED if at >= self.answers_at:
                return "failed"
            case _:
                return "succeeded"


class BankNotification(models.Model):
    """Something to tell the shop, until the shop has said that it heard.

    Of a payment, or of a ``refund`` of it. Two of one ``event_id`` are one message told twice.
    """

    payment = models.ForeignKey(BankPayment, models.CASCADE, related_name="notifications")
    refund = models.ForeignKey(BankRefund, models.CASCADE, null=True, related_name="notifications")
    event_id = models.UUIDField(default=uuid.uuid4)
    due_at = models.DateTimeField(default=clock.now)
    heard_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)

    class Meta:
        default_permissions: ClassVar = []
        indexes: ClassVar = [
            # Serves the search for what is still to be told.
            models.Index(
                name="bank_notification_due",
                fields=["due_at"],
                condition=models.Q(heard_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return str(self.event_id)
