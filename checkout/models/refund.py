import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from checkout.models.payment import Payment
from shop.core import clock
from shop.core.fields import AmountField


class RefundState(models.TextChoices):
    DUE = "due", _("to be sent to the bank")
    SENDING = "sending", _("on its way to the bank")
    PENDING = "pending", _("the bank is working on it")
    BY_HAND = "by_hand", _("to be sent by staff")
    SUCCEEDED = "succeeded", _("given back")
    FAILED = "failed", _("refused by the bank")


REFUND_TRANSITIONS: dict[RefundState, frozenset[RefundState]] = {
    RefundState.DUE: frozenset({RefundState.SENDING}),
    # Back to DUE when the bank was not reached: it is asked again under the same name.
    RefundState.SENDING: frozenset(RefundState) - {RefundState.SENDING},
    RefundState.PENDING: frozenset({RefundState.SUCCEEDED, RefundState.FAILED}),
    RefundState.BY_HAND: frozenset({RefundState.SUCCEEDED, RefundState.FAILED}),
    # Some banks take their word back: the account that it went to is closed.
    RefundState.SUCCEEDED: frozenset({RefundState.FAILED}),
    RefundState.FAILED: frozenset(),
}


class RefundReason(models.TextChoices):
    LATE = "late", _("the money came too late")
    CANCELLED = "cancelled", _("the order was cancelled")
    STAFF = "staff", _("staff decided so")


class Refund(models.Model):
    """Money to be given back of one payment. ``ref`` is its name at the bank: sent again, it is one.

    What is asked for is counted on the payment (``refunded``) in the same transaction, so that no
    two people give the same money back (pitfall M23); a refusal counts it back.
    """

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    bank_ref = models.CharField(_("the bank's name for it"), max_length=80, blank=True)
    payment = models.ForeignKey(
        Payment, models.PROTECT, related_name="refunds", verbose_name=_("payment")
    )
    amount = AmountField(_("amount"))
    state = models.CharField(
        _("state"), max_length=10, choices=RefundState.choices, default=RefundState.DUE
    )
    reason = models.CharField(_("reason"), max_length=10, choices=RefundReason.choices)
    error = models.CharField(_("error"), max_length=80, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
    )
    created_at = models.DateTimeField(_("asked for"), default=clock.now, editable=False)
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True, editable=False)
    ask_at = models.DateTimeField(_("asked next"), null=True, blank=True, default=clock.now)
    asked = models.PositiveSmallIntegerField(_("times asked"), default=0, editable=False)

    class Meta:
        verbose_name = _("refund")
        verbose_name_plural = _("refunds")
        ordering: ClassVar = ["-created_at", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(name="refund_of_something", condition=Q(amount__gt=0)),
            models.CheckConstraint(
                name="refund_state_known", condition=Q(state__in=RefundState.values)
            ),
        ]
        indexes: ClassVar = [
            # Serves the worker that sends them.
            models.Index(
                name="refund_to_ask", fields=["ask_at"], condition=Q(ask_at__isnull=False)
            ),
            # Serves the list of what staff must look at.
            models.Index(
                name="refund_to_look_at",
                fields=["state"],
                condition=Q(state__in=["by_hand", "failed"]),
            ),
            models.Index(name="refund_newest", fields=["-created_at", "-id"]),
        ]

    def __str__(self) -> str:
        return f"{self.payment.order} · {self.get_state_display()}"
