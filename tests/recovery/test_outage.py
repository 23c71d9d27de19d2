"""The scheduler stands still for a week, while people go on leaving things (pitfalls R4, R5)."""

from collections import Counter

import pytest
from django.core import mail

from cart import changing
from recovery.episodes.ledger import entries
from recovery.models import Episode
from shop.core import clock as shop_clock
from shop.core.messaging.people import person_for
from shop.core.messaging.sending import send_due
from tests.conftest import NOON
from tests.factories import CartFactory, UserFactory, VariantFactory
from tests.faults.recovery_street import agree
from tests.recovery.conftest import DAY, HOUR, MINUTE

pytestmark = pytest.mark.slow  # three seconds

PEOPLE = 60
DELAYS = {"cart": 48 * HOUR, "address": 4 * HOUR, "delivery": 4 * HOUR, "payment": HOUR}
USEFUL = 2 * DAY
STOPS, STARTS = NOON + 3 * DAY, NOON + 10 * DAY
TWICE = (49, 50, 51, 53)  # guests who leave another cart half an hour later


def who(number):
    return f"person{number}@demo.example"


def depth_of(number):
    return [*DELAYS][number % len(DELAYS)]


def left_at(number):
    return NOON + number * 4 * HOUR + (30 * MINUTE if number in TWICE else 0 * MINUTE)


def leave(street, number, goods):
    depth = depth_of(number)
    user = UserFactory(email=who(number)) if depth == "cart" else None
    cart = CartFactory(user=user, language="en")
    changing.add(cart=cart, variant=goods, quantity=2)
    if user is None:
        street.leave(depth, email=who(number), cart=cart)
    else:
        agree(user.email)


def work(street):
    """Do what beat asks for, once."""
    street.after(0 * MINUTE)
    send_due(limit=1000)


def becomes_of(number, runs):
    """Return what must become of the last visit of somebody, if the shop works at ``runs``."""
    planned_for = left_at(number) + DELAYS[depth_of(number)]
    first = next(at for at in runs if at >= planned_for)
    return "sent sent" if first < planned_for + USEFUL else "expired"


def told(number):
    """Return the one line that says what became of the reminder."""
    episode = Episode.objects.filter(person=person_for(who(number))).latest("left_at", "pk")
    lines = [f"{line.decision} {line.code}" for line in entries(episode)]
    (line,) = [each for each in lines if each.split()[0] in {"sent", "not_sent", "not_planned"}]
    return "expired" if line in {"not_sent expired", "not_planned expired"} else line


@pytest.fixture
def runs(street, settings):
    """Let 60 people leave in ten days, of which the shop works on the first three; then go on."""
    settings.QUIET_HOURS = ""
    goods, runs = VariantFactory(on_hand=1000, price=1000), []

    def run():
        runs.append(shop_clock.now())
        work(street)

    for number in range(PEOPLE):
        street.clock.move_to(NOON + number * 4 * HOUR)
        if number % 2 == 0 and shop_clock.now() < STOPS:
            run()
        leave(street, number, goods)
        if number in TWICE:
            street.clock.shift(30 * MINUTE)
            leave(street, number, goods)
    for more in range(10):
        street.clock.move_to(STARTS + more * 6 * HOUR)
        run()
    return runs


def test_a_week_loses_nobody_and_lets_no_backlog_loose(runs):
    expected = {number: becomes_of(number, runs) for number in range(PEOPLE)}
    assert {number: told(number) for number in range(PEOPLE)} == expected
    reminded = Counter(each.to[0] for each in mail.outbox)
    assert reminded == {who(n): 1 for n, end in expected.items() if end == "sent sent"}
    assert Counter(expected.values()) == {"sent sent": 28, "expired": 32}
    assert Episode.objects.count() == PEOPLE + len(TWICE)
