"""What the bank does with payments: take one on, let its visitor decide, call it off, take what was promised."""

from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from checkout.gateways.testbank.models import (
    DELAYS,
    Answer,
    BankNotification,
    BankPayment,
    BankRefund,
    Giving,
    Telling,
    When,
)
from shop.core import clock
from shop.core.tokens import new_token

LATER = DELAYS[When.MINUTE]  # how long the bank thinks when it is told to think
EVEN_IF_CALLED_OFF = (When.AFTER_ALL, When.HOURS)


def take_on(
    *,
    ref: UUID,
    amount: int,
    currency: str,
    return_url: str,
    notify_url: str,
    instalments: int = 1,
) -> BankPayment:
    """Return the bank's payment for ``ref``, made at the first call: the ref is the idempotency key."""
    ways = {"return_url": return_url, "notify_url": notify_url}
    payment, _is_new = BankPayment.objects.update_or_create(
        ref=ref,
        defaults=ways,
        create_defaults={
            "token": new_token().secret,
            "amount": amount,
            "currency": currency,
            "instalments": instalments,
            **ways,
        },
    )
    return payment


def behave(
    *,
    payment: BankPayment,
    when: str = When.NOW,
    telling: str = Telling.ONCE,
    giving: str = Giving.AT_ONCE,
    is_promise: bool = False,
    is_led_back: bool = True,
) -> bool:
    """Keep how its visitor wants the bank to behave; False when the payment is no longer open."""
    still_open = BankPayment.objects.filter(pk=payment.pk, answer=Answer.OPEN)
    changed = still_open.update(
        when=when,
        telling=telling,
        giving=giving,
        is_promise=is_promise,
        is_led_back=is_led_back,
    )
    payment.refresh_from_db()
    return bool(changed)


def ask_to_confirm(*, payment: BankPayment) -> bool:
    """Show 3-D Secure's page next; False when the payment is no longer open."""
    still_open = BankPayment.objects.filter(pk=payment.pk, answer=Answer.OPEN)
    return bool(still_open.update(is_confirming=True))


def decide(
    *, payment: BankPayment, answer: Answer, error: str = "", is_later: bool = False
) -> bool:
    """Settle an open payment as it was told to behave; False when it is no longer open.

    ``is_later`` lets the bank think for ``LATER``, whatever it was told.
    """
    when = When.MINUTE if is_later else When(payment.when)
    answers_at = clock.now() + DELAYS[when]
    if answer == Answer.ACCEPTED and payment.is_promise:
        answer = Answer.AUTHORISED
    with transaction.atomic():
        still_open = BankPayment.objects.filter(pk=payment.pk, answer=Answer.OPEN)
        if not still_open.update(answer=answer, error=error, answers_at=answers_at, when=when):
            return False
        note(payment, due_at=answers_at)
    return True


def note(payment: BankPayment, *, due_at: datetime, refund: BankRefund | None = None) -> None:
    """Put down what to tell the shop at ``due_at``, as often as the bank was told to tell it."""
    event_ids = {
        Telling.NEVER: [],
        Telling.TWICE: [uuid4()] * 2,
        Telling.TWO_EVENTS: [uuid4(), uuid4()],
    }.get(Telling(payment.telling), [uuid4()])
    for event_id in event_ids:
        BankNotification.objects.create(
            payment=payment, refund=refund, event_id=event_id, due_at=due_at
        )


def cancel(*, ref: UUID, amount: int, currency: str, instalments: int = 1) -> None:
    """Call a payment off unless it is accepted or refused by now.

    One that is unknown may be on its way: it is called off in advance, and stays so when it comes.
    One that the bank thinks about is called off unless it was told to be stubborn.
    """
    with transaction.atomic():
        BankPayment.objects.get_or_create(
            ref=ref,
            defaults={
                "token": new_token().secret,
                "amount": amount,
                "currency": currency,
                "instalments": instalments,
            },
        )
        payment = BankPayment.objects.select_for_update().get(ref=ref)
        now = clock.now()  # read behind the lock: a decision waited for is older than this
        row = BankPayment.objects.filter(pk=payment.pk)
        is_thinking = payment.answers_at is not None and payment.answers_at > now
        if is_thinking and payment.when == When.STUBBORN:
            return
        if is_thinking and payment.when in EVEN_IF_CALLED_OFF:
            row.update(called_off_at=now)
        elif is_thinking or payment.answer in (Answer.OPEN, Answer.AUTHORISED):
            row.update(answer=Answer.CANCELLED, error="", answers_at=now)


def capture(*, ref: UUID) -> None:
    """Take what was promised, once; nothing else changes."""
    now = clock.now()
    with transaction.atomic():
        promised = BankPayment.objects.filter(ref=ref, answer=Answer.AUTHORISED)
        if promised.filter(answers_at__lte=now).update(answer=Answer.ACCEPTED, answers_at=now):
            note(BankPayment.objects.get(ref=ref), due_at=now)
