import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from shop.core import clock


class Answer(models.TextChoices):
    """How a payment stands at the bank."""

    OPEN = "open", _("open")
    ACCEPTED = "accepted", _("accepted")
    REFUSED = "refused", _("refused")
    CANCELLED = "cancelled", _("called off")


class BankPayment(models.Model):
    """A payment as the bank knows it.

    A will of the visitor's may say that the bank makes up its mind later: then ``answer`` holds
    from ``answers_at`` on, and until then the payment is pending.
    """

    ref = models.UUIDField(unique=True, help_text=_("The shop's name for it."))
    token = models.CharField(max_length=43, unique=True)
    amount = models.PositiveBigIntegerField()
    currency = models.CharField(max_length=3)
    answer = models.CharField(max_length=10, choices=Answer.choices, default=Answer.OPEN)
    error = models.CharField(max_length=20, blank=True)
    answers_at = models.DateTimeField(null=True)
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

    def __str__(self) -> str:
        return f"{self.amount} {self.currency} · {self.answer}"


class BankNotification(models.Model):
    """Something to tell the shop, until the shop has said that it heard."""

    payment = models.ForeignKey(BankPayment, models.CASCADE, related_name="notifications")
    event_id = models.UUIDField(default=uuid.uuid4, unique=True)
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
