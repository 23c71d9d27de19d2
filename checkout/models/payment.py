import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from checkout.models.order import Order
from shop.core import clock
from shop.core.fields import AmountField


class PaymentState(models.TextChoices):
    STARTED = "started", _("begun")
    PENDING = "pending", _("the bank has not answered yet")
    AUTHORISED = "authorised", _("promised by the bank, not taken yet")
    SUCCEEDED = "succeeded", _("paid")
    FAILED = "failed", _("failed")
    CANCELLED = "cancelled", _("called off")
    LATE = "late", _("money came too late: given back")


OPEN = (PaymentState.STARTED, PaymentState.PENDING, PaymentState.AUTHORISED)

TAKEN = (PaymentState.SUCCEEDED, PaymentState.LATE)

# Money that comes after all still buys what it was meant for, if that can be had; else it is late.
_AFTER_ALL = frozenset({PaymentState.SUCCEEDED, PaymentState.LATE})

PAYMENT_TRANSITIONS: dict[PaymentState, frozenset[PaymentState]] = {
    PaymentState.STARTED: frozenset(PaymentState) - {PaymentState.STARTED},
    PaymentState.PENDING: frozenset(PaymentState) - {PaymentState.STARTED, PaymentState.PENDING},
    PaymentState.AUTHORISED: frozenset(PaymentState) - frozenset(OPEN),
    PaymentState.SUCCEEDED: frozenset(),
    PaymentState.FAILED: _AFTER_ALL,
    PaymentState.CANCELLED: _AFTER_ALL,
    PaymentState.LATE: frozenset(),
}


class PaymentError(models.TextChoices):
    """Why a payment failed. ``checkout.payments.explaining`` has the words for the shopper."""

    DECLINED = "declined", _("declined by the bank")
    NO_FUNDS = "no_funds", _("not enough money")
    EXPIRED_CARD = "expired_card", _("card out of date")
    WRONG_CODE = "wrong_code", _("wrong security code")
    WRONG_NUMBER = "wrong_number", _("wrong card number")
    LIMIT = "limit", _("card limit reached")
    NOT_CONFIRMED = "not_confirmed", _("identity not confirmed")
    PLAN_REFUSED = "plan_refused", _("instalments refused")
    LEFT = "left", _("payment page left")
    TIMED_OUT = "timed_out", _("the bank did not answer in time")
    UNREACHABLE = "unreachable", _("the bank could not be reached")
    NOT_TAKEN = "not_taken", _("not taken by this way to pay")
    EXPIRED = "expired", _("not paid in time")


class Doubt(models.TextChoices):
    """Why nobody knows how a payment stands; staff look at these first."""

    SILENT = "silent", _("the bank has not answered for long")
    OTHER_AMOUNT = "other_amount", _("the bank speaks of another amount")
    OTHER_PLAN = "other_plan", _("the bank speaks of other instalments")
    UNKNOWN_GATEWAY = "unknown_gateway", _("this way to pay is in use no longer")


class Payment(models.Model):
    """One attempt to pay one order. ``ref`` is our name for it at the bank: the idempotency key."""

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    bank_ref = models.CharField(_("the bank's name for it"), max_length=80, blank=True)
    order = models.ForeignKey(
        Order, models.CASCADE, related_name="payments", verbose_name=_("order")
    )
    gateway = models.CharField(_("way to pay"), max_length=60)
    instalments = models.PositiveSmallIntegerField(_("instalments"), default=1)
    amount = AmountField(_("amount"))
    refunded = AmountField(_("given back"), default=0)
    currency = models.CharField(_("currency"), max_length=3)
    state = models.CharField(
        _("state"), max_length=10, choices=PaymentState.choices, default=PaymentState.STARTED
    )
    error = models.CharField(_("error"), max_length=20, choices=PaymentError.choices, blank=True)
    doubt = models.CharField(_("unclear"), max_length=20, choices=Doubt.choices, blank=True)
    frozen_as = models.CharField(max_length=64, blank=True, editable=False)
    redirect_url = models.CharField(max_length=500, blank=True, editable=False)
    created_at = models.DateTimeField(_("begun"), default=clock.now, editable=False)
    # Closed by staff who have looked it up at the bank: nobody is asked about it.
    is_given_up = models.BooleanField(default=False, editable=False)
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True, editable=False)
    # When the bank is next asked by itself, and how often it was; empty once all is clear.
    ask_at = models.DateTimeField(_("asked next"), null=True, blank=True, editable=False)
    asked = models.PositiveSmallIntegerField(_("times asked"), default=0, editable=False)

    class Meta:
        verbose_name = _("payment")
        verbose_name_plural = _("payments")
        ordering: ClassVar = ["-created_at", "-pk"]
        permissions: ClassVar = [
            ("refund_payment", _("Can give money back")),
            ("match_transfer", _("Can confirm that a transfer has arrived")),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="payment_one_open_an_order",
                fields=["order"],
                condition=Q(state__in=["started", "pending", "authorised"]),
            ),
            models.UniqueConstraint(
                name="payment_one_success_an_order",
                fields=["order"],
                condition=Q(state="succeeded"),
            ),
            models.CheckConstraint(
                name="payment_state_known", condition=Q(state__in=PaymentState.values)
            ),
            models.CheckConstraint(
                name="payment_refunded_within_amount", condition=Q(refunded__lte=F("amount"))
            ),
            models.CheckConstraint(
                name="payment_refunded_if_taken",
                condition=Q(refunded=0) | Q(state__in=["succeeded", "late"]),
            ),
        ]
        indexes: ClassVar = [
            # Serves the list of what staff must look at.
            models.Index(name="payment_late", fields=["state"], condition=Q(state="late")),
            models.Index(name="payment_unclear", fields=["doubt"], condition=~Q(doubt="")),
            # Serves the reconciliation.
            models.Index(
                name="payment_to_ask", fields=["ask_at"], condition=Q(ask_at__isnull=False)
            ),
            # Serves the newest first in the admin.
            models.Index(name="payment_newest", fields=["-created_at", "-id"]),
            # Serves the report on the money of a day.
            models.Index(
                name="payment_by_day", fields=["settled_at"], condition=Q(settled_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order} · {self.get_state_display()}"

    @property
    def left(self) -> int:
        """What can still be given back, in minor units."""
        return self.amount - self.refunded if self.state in TAKEN else 0


class PaymentEvent(models.Model):
    """Something that was said about a payment, once: by whom, and what came of it."""

    payment = models.ForeignKey(Payment, models.CASCADE, related_name="events")
    event_id = models.CharField(
        _("event"), max_length=80, help_text=_("The bank's own name for it; empty for ours.")
    )
    from_state = models.CharField(_("from"), max_length=10, choices=PaymentState.choices)
    to_state = models.CharField(_("to"), max_length=10, choices=PaymentState.choices)
    by = models.CharField(_("by"), max_length=40, help_text=_("shopper, bank, sweep or staff"))
    at = models.DateTimeField(_("at"), default=clock.now)

    class Meta:
        verbose_name = _("step")
        verbose_name_plural = _("steps")
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="payment_event_once",
                fields=["payment", "event_id"],
                condition=~Q(event_id=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_from_state_display()} → {self.get_to_state_display()}"
