"""What the programs of recovery share: shoppers who leave, time that passes, the shop's own jobs.

Nobody sleeps and no clock is set: time passes by moving rows back.
"""

import logging
from contextlib import contextmanager
from datetime import timedelta

from django.db.models import F

from cart.models import Cart
from checkout.models import Order
from checkout.payments.expiring import release_expired
from recovery.episodes.closing import returned
from recovery.models import Alert, Decision, Episode, Reminder, Scenario
from recovery.sweeping import left_carts, left_orders, sweep
from recovery.telling import tell_staff
from shop.core import clock
from shop.core.messaging.models import Message, MessageEvent, Purpose
from shop.core.messaging.outbox import settle_interrupted
from shop.core.messaging.people import find_person, person_for
from shop.core.messaging.permissions import record_consent
from shop.core.messaging.sending import send_due
from tests.recovery.conftest import DAY, Street

_MOMENTS = {
    Cart: ("created_at", "last_activity_at", "swept_until"),
    Order: ("last_activity_at", "swept_until", "reserved_until", "placed_at"),
    Episode: ("left_at", "opened_at", "closes_at", "closed_at", "returned_at"),
    Message: ("due_at", "expires_at", "attempted_at", "sent_at"),
    MessageEvent: ("at",),
    Reminder: ("planned_at",),
    Decision: ("at",),
    Alert: ("tell_at",),
}


def open_street():
    """Switch the scenarios on a year ago, and return the street."""
    Scenario.objects.update(activated_at=clock.now() - 365 * DAY)
    return Street(None)


def let_pass(span):
    for model, names in _MOMENTS.items():
        model.objects.update(**{name: F(name) - span for name in names})


def look():
    """Sweep once, now; return what was done."""
    return {what: n for what, n in sweep(at=clock.now()).items() if n}


def work():
    """Do once what the shop does every minute."""
    release_expired(at=clock.now())
    look()
    tell_staff(at=clock.now())
    settle_interrupted(at=clock.now())
    send_due(limit=1000)


def go_on():
    """Let more than an hour pass, in which the shop does its work twice."""
    for minutes in (60, 15):
        let_pass(timedelta(minutes=minutes))
        work()


def agree(email):
    record_consent(
        person=person_for(email), purpose=Purpose.REMINDERS, is_given=True, text_version="1",
        language="en", source="test",
    )  # fmt: skip


@contextmanager
def errors():
    """Collect what is logged as an error, by event and kind of exception."""
    found = []

    class Ear(logging.Handler):
        def emit(self, record):
            event = record.msg["event"] if isinstance(record.msg, dict) else record.msg
            kind = record.exc_info[0].__name__ if record.exc_info else ""
            found.append(f"{event} {kind}".strip())

    ear = Ear(logging.ERROR)
    logging.getLogger().addHandler(ear)
    yield found
    logging.getLogger().removeHandler(ear)


def address(number):
    return f"person{number}@demo.example"


def left_over():
    """Return what the next sweep would still find, and whose latest visit has no open episode."""
    emails = Order.objects.filter(state="initiated").values_list("email", flat=True)
    missed = [
        email
        for email in sorted(set(emails))
        if Order.objects.filter(email=email).latest("last_activity_at").episodes.count() != 1
        or Episode.objects.filter(person=find_person(email), state="open").count() != 1
    ]
    waiting = [left_carts(clock.now()), left_orders(clock.now()), returned()]
    return [rows.count() for rows in waiting], missed
