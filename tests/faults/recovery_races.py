"""Sweeps, senders and shoppers in the same moment: threads with a connection each.

``test_recovery_races`` calls each of these in a process of its own (see ``tests.faults.run``).
Each returns what an ``at_once`` answered, what was logged as an error, and how it ended.
"""

from collections import Counter

from django.db.models import F

from cart import changing
from cart.models import Cart
from checkout.models import Order
from checkout.payments.asking import ask_about
from recovery.links.stopping import erase_unfinished, stop
from recovery.models import Episode, Reminder, Wake
from recovery.sweeping import sweep
from shop.core import clock
from shop.core.messaging.models import Message
from shop.core.messaging.people import find_person
from shop.core.messaging.sending import send_due
from tests.faults.checkout_races import at_once
from tests.faults.recovery_street import (
    address,
    errors,
    go_on,
    left_over,
    let_pass,
    look,
    open_street,
)
from tests.orders import at_bank
from tests.recovery.conftest import HOUR, MINUTE


def people_with_two_carts(street, numbers):
    """Let each leave two orders, the second one later; half of them had left a third one before."""
    for number in numbers[::2]:
        street.leave("payment", email=address(number))
    let_pass(HOUR)
    look()
    for _ in range(2):
        let_pass(MINUTE)
        for number in numbers:
            street.leave("payment", email=address(number))


def two_sweeps():
    """Let two sweeps meet what 30 persons left, and the two carts of each of ten others."""
    street = open_street()
    people_with_two_carts(street, range(30, 40))
    for number in range(30):
        street.leave("payment", email=address(number))
    let_pass(HOUR)
    with errors() as found:
        answers = at_once(*[sweep_now] * 2)
        look()
    waiting, missed = left_over()
    return _outcome(answers, found) | {
        "waiting": waiting,
        "missed": missed,
        "of one episode": max(Counter(Reminder.objects.values_list("episode", flat=True)).values()),
        **_messages(),
    }


def _messages():
    """Return in which state how many messages of open episodes are, and in which all others are."""
    states = Message.objects.values_list("reminder__episode__state", "state")
    ((is_open, number),) = Counter(state for episode, state in states if episode == "open").items()
    others = {f"{episode} {state}" for episode, state in states if episode != "open"}
    return {"open": [is_open, number], "others": sorted(others)}


def _outcome(answers, found):
    return {
        "crashed": [answer for answer in answers if isinstance(answer, str)],
        "errors": found,
    }


def two_sweeps_and_two_senders():
    """Half of the mails go while the sweeps still look; of two visits only one is written about."""
    street = open_street()
    people_with_two_carts(street, range(10, 20))
    for number in range(10):
        street.leave("payment", email=address(number))
    let_pass(HOUR)
    with errors() as found:
        answers = at_once(sweep_now, sweep_now, send_now, send_now)
        look()
        at_once(send_now, send_now)
        let_pass(2 * MINUTE)  # whose other reminder was in somebody's hands is asked about again
        send_now()
    waiting, missed = left_over()
    sent = Message.objects.filter(state="sent")
    return _outcome(answers, found) | {
        "waiting": waiting,
        "missed": missed,
        "sent": [sent.count(), sent.values("person").distinct().count()],
        "due within a day": Message.objects.filter(
            state="due", due_at__lt=clock.now() + 23 * HOUR
        ).count(),
    }


def sweep_now():
    sweep(at=clock.now())


def send_now():
    send_due(limit=1000)


def sweeps_against_shoppers(rounds):
    """Let carts be touched, emptied and paid while they are noticed, closed and mailed about."""
    street = open_street()
    found, answers, all_emptied, all_paid = [], [], [], []
    for number in range(int(rounds)):
        (kept, emptied, paid), payments = _left_by_shoppers(street, number)
        jobs = [
            lambda kept=kept: [changing.touch(order.cart) for order in kept],
            lambda emptied=emptied: [changing.empty(cart=order.cart) for order in emptied],
            lambda payments=payments: [ask_about(payment) for payment in payments],
        ]
        with errors() as logged:
            answers += at_once(sweep_now, sweep_now, send_now, *jobs)
            look()
        found += logged
        all_emptied += emptied
        all_paid += paid
    ends = _ends(all_emptied, all_paid)
    let_pass(2 * HOUR)
    look()
    return _outcome(answers, found) | ends | {"left": left_over()[0]}


def _left_by_shoppers(street, number):
    """Twelve persons with two visits each, the first one noticed; a third of them are at the bank."""
    emails = [f"{number}-{address(each)}" for each in range(12)]
    first = [street.leave("payment", email=email) for email in emails]
    let_pass(HOUR)
    look()
    # The carts have been seen, their orders were touched since: only these are marked once more.
    Order.objects.filter(pk__in=[order.pk for order in first]).update(
        last_activity_at=F("last_activity_at") + MINUTE
    )
    for email in emails[4:8]:
        street.leave("payment", email=email)
    payments = [street.start_to_pay(order) for order in first[8:]]
    for payment in payments[:2]:
        at_bank(payment)
    for payment in payments[2:]:
        at_bank(payment, "refused", error="declined")
    let_pass(HOUR)
    return (first[:4], first[4:8], first[8:10]), payments


def _ends(emptied, paid):
    gone = Episode.objects.filter(person__in=[order.person_id for order in emptied], cart=None)
    bought = Episode.objects.filter(person__in=[order.person_id for order in paid])
    due = Message.objects.filter(state="due", reminder__episode__in=[*gone, *bought])
    return {
        "emptied": sorted(set(gone.values_list("state", flat=True))),
        "paid": sorted(set(bought.values_list("state", flat=True)) - {"returned"}),
        "due": due.count(),
        "wakes": Wake.objects.filter(handled_at=None).count(),
    }


def leaving_alone_against_senders():
    """Let ten persons ask to be left alone, and ten to be forgotten, as their reminders go."""
    street = open_street()
    for number in range(20):
        street.leave("payment", email=address(number))
    let_pass(HOUR)
    look()
    people = [find_person(address(number)) for number in range(20)]
    with errors() as found:
        answers = at_once(
            send_now,
            send_now,
            lambda: [stop(person) for person in people[9::-1]],
            lambda: [erase_unfinished(person) for person in people[:9:-1]],
            sweep_now,
        )
        go_on()
    erased = Message.objects.filter(person__in=people[10:])
    ends = Message.objects.values_list("state", "reason")
    return _outcome(answers, found) | {
        "ends": sorted({f"{state} {reason}".strip() for state, reason in ends}),
        "sent": Message.objects.filter(state="sent").count(),
        "addresses": erased.exclude(recipient="", facts={}).count(),
        "carts": Cart.objects.count(),
        "open": Episode.objects.filter(person__in=people[10:], state="open").count(),
    }
