"""Two who meet at the worst moment: one is held there until the other waits for it, or is done.

``test_recovery_races`` calls each of these in a process of its own (see ``tests.faults.run``).
"""

from contextlib import contextmanager
from functools import partial
from threading import Event
from unittest.mock import patch

from django.db.models import F

from cart import changing
from checkout.models import Order
from checkout.payments import settling
from checkout.payments.asking import ask_about
from recovery import sweeping
from recovery.episodes import ledger, opening
from recovery.reminding.scenarios import active_scenarios
from shop.core import clock
from shop.core.messaging import claiming
from shop.core.messaging.models import Message
from tests.factories import UserFactory
from tests.faults.checkout_races import at_once
from tests.faults.recovery_races import send_now, sweep_now
from tests.faults.recovery_street import (
    address,
    agree,
    errors,
    left_over,
    let_pass,
    look,
    open_street,
)
from tests.orders import at_bank
from tests.recovery.conftest import HOUR, MINUTE

PAUSE = 0.3  # seconds in which a thread that is not kept waiting would have long been done


@contextmanager
def held(target, name, then):
    """Call ``then`` after the first call of ``target.name``; yield the event that it got there."""
    real, reached = getattr(target, name), Event()

    def slow(*args, **kwargs):
        answer = real(*args, **kwargs)
        if not reached.is_set():
            reached.set()
            then()
        return answer

    with patch.object(target, name, slow):
        yield reached


def claims_and_purchases():
    return {
        "a purchase in the middle of a claim": purchase_at_the_claim("anna@demo.example"),
        "a claim in the middle of a purchase": claim_at_the_purchase("bert@demo.example"),
    }


def purchase_at_the_claim(email):
    """Let a purchase be settled in the moment between a claim's last question and its commit."""
    payment = _about_to_be_bought(email)
    settled, waits = Event(), []

    def settle():
        ask_about(payment)
        settled.set()

    def is_late(*_args):
        waits.append(settled.wait(PAUSE))

    with held(claiming, "_answer", is_late) as reached:
        crashed = at_once(send_now, lambda: reached.wait(60) and settle())
    return {"was in between": waits, "crashed": crashed, "reminders": _reminders(payment)}


def claim_at_the_purchase(email):
    """Let a reminder be claimed in the moment between a purchase's last row and its commit."""
    payment = _about_to_be_bought(email)
    claimed, waits = Event(), []

    def send():
        send_now()
        claimed.set()

    def is_late(*_args):
        waits.append(claimed.wait(PAUSE))

    with held(settling, "tell", is_late) as reached:
        crashed = at_once(lambda: ask_about(payment) and None, lambda: reached.wait(60) and send())
    return {"was in between": waits, "crashed": crashed, "reminders": _reminders(payment)}


def _about_to_be_bought(email):
    """Leave a reminder that is due, and at the bank the money for another cart of its person."""
    street = open_street()
    street.leave("payment", email=email)
    let_pass(HOUR)
    look()
    payment = street.start_to_pay(street.leave("payment", email=email))
    at_bank(payment)
    return payment


def _reminders(payment):
    messages = Message.objects.filter(person=payment.order.person, message_class="reminder")
    return list(messages.values_list("state", "reason"))


def in_the_middle():
    """Stop one at the worst moment until the other one waits for it, or is done."""
    return {
        name: _in_the_middle(*meeting(open_street(), address(number)))
        for number, (name, meeting) in enumerate(MEETINGS.items())
    }


def _in_the_middle(target, name, one, other):
    with (
        errors() as found,
        held(target, name, lambda: Event().wait(PAUSE)) as reached,
    ):
        crashed = at_once(one, lambda: reached.wait(60) and other())
    look()
    return {
        "crashed": [answer for answer in crashed if isinstance(answer, str)],
        "errors": found,
        "missed": left_over()[1],
    }


def _two_sweeps_and_two_visits(street, email):
    """The earlier visit is noticed, and has ended the one before it, as the later one is looked at."""
    carts = _left(street, email, before=True)
    return opening, "_is_latest", lambda: _notice(carts[0]), lambda: _notice(carts[1])


def _two_sweeps_and_the_first_visits(street, email):
    carts = _left(street, email, before=False)
    return opening, "_is_latest", lambda: _notice(carts[0]), lambda: _notice(carts[1])


def _left(street, email, *, before):
    if before:
        street.leave("payment", email=email)
        let_pass(HOUR)
        look()
    carts = []
    for _ in range(2):
        let_pass(MINUTE)
        carts.append(street.leave("payment", email=email).cart_id)
    let_pass(HOUR)
    return carts


def _notice(cart_id):
    """Look at one cart, as the sweep does."""
    at, scenarios = clock.now(), active_scenarios()

    look = partial(
        opening.notice_left, at=at, idle_since=at - scenarios.idle_after, scenarios=scenarios
    )
    sweeping._noticed([cart_id], lambda pks: look(cart_ids=pks))


def _sweep_and_payment(street, email):
    """The cart was seen already, its order was not; its owner pays."""
    order = street.leave("payment", email=email)
    let_pass(HOUR)
    look()
    Order.objects.filter(pk=order.pk).update(last_activity_at=F("last_activity_at") + MINUTE)
    let_pass(HOUR)
    return opening, "_mark_seen", sweep_now, lambda: street.start_to_pay(order) and None


def _wake_and_emptying(street, email):
    """A failed payment is looked at while its cart is emptied."""
    cart = street.fail_to_pay(email=email).order.cart
    return sweeping, "_lock_wake", sweep_now, lambda: changing.empty(cart=cart)


def _return_and_emptying(street, email):
    """The episode of a cart without an order ends while the cart is emptied."""
    agree(email)
    cart = street.leave_cart(user=UserFactory(email=email, password=None))
    let_pass(HOUR)
    look()
    changing.touch(cart)
    return ledger, "record", sweep_now, lambda: changing.empty(cart=cart)


MEETINGS = {
    "two sweeps, two visits": _two_sweeps_and_two_visits,
    "two sweeps, first visits": _two_sweeps_and_the_first_visits,
    "sweep and payment": _sweep_and_payment,
    "wake and emptying": _wake_and_emptying,
    "return and emptying": _return_and_emptying,
}
