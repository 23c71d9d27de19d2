"""What the sweep notices, in the order in which people leave."""

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext

from cart import changing
from cart.models import Cart
from recovery import sweeping
from recovery.models import Episode, Scenario
from shop.core import clock as shop_clock
from shop.core.heartbeat.models import Heartbeat
from tests.conftest import NOON
from tests.factories import UserFactory
from tests.recovery.conftest import DAY, HOUR, MINUTE, of_copying

QUERIES = 35  # of a sweep that notices; one of them asks who follows it outside


def noticed():
    return list(Episode.objects.order_by("pk").values_list("depth", "state", "left_at"))


@pytest.mark.parametrize(("step", "depth"), [("address", 2), ("delivery", 3), ("payment", 4)])
def test_a_started_order_is_noticed_where_it_was_left(street, step, depth):
    order = street.leave(step)
    assert street.after(HOUR - MINUTE) == {}
    assert street.after(MINUTE) == {"noticed": 1}
    assert noticed() == [(depth, "open", NOON)]
    episode = Episode.objects.get()
    assert (episode.order, episode.cart, episode.person) == (order, order.cart, order.person)


def test_the_cart_of_an_account_is_noticed(street):
    cart = street.leave_cart(user=UserFactory())
    assert street.after(HOUR) == {"noticed": 1}
    episode = Episode.objects.get()
    assert (episode.depth, episode.cart, episode.order, episode.value) == (1, cart, None, 2000)


def test_a_strangers_cart_is_seen_once_and_noticed_never(street):
    cart = street.leave_cart()
    assert street.after(HOUR) == {}
    cart.refresh_from_db()
    assert cart.swept_until == cart.last_activity_at
    assert list(sweeping.left_carts(shop_clock.now())) == []


def test_staffs_own_cart_is_not_noticed(street):
    street.leave_cart(user=UserFactory(is_staff=True))
    assert street.after(HOUR) == {}


def test_what_a_program_left_is_not_noticed_not_even_a_failure(street):
    street.leave_cart(user=UserFactory())
    order = street.leave("payment")
    Cart.objects.update(is_of_agent=True)
    street.fail_to_pay(order)
    assert "noticed" not in street.after(HOUR)
    assert not Episode.objects.exists()
    assert list(sweeping.left_carts(shop_clock.now())) == []


def test_an_empty_cart_is_not_noticed(street):
    cart = street.leave_cart(user=UserFactory())
    changing.remove(cart=cart, line_id=cart.lines.get().pk)
    assert street.after(HOUR) == {}


def test_what_was_noticed_is_not_looked_at_again(street):
    street.leave("address")
    street.leave_cart(user=UserFactory())
    assert street.after(HOUR) == {"noticed": 2}
    assert street.after(MINUTE) == {}
    assert list(sweeping.left_carts(shop_clock.now())) == []
    assert list(sweeping.left_orders(shop_clock.now())) == []


def test_an_order_whose_cart_is_in_use_is_not_left(street):
    order = street.leave("address")
    street.clock.shift(HOUR - MINUTE)
    changing.touch(order.cart)
    assert street.after(MINUTE) == {}
    assert street.after(HOUR - MINUTE) == {"noticed": 1}
    assert noticed() == [(2, "open", NOON + HOUR - MINUTE)]


def test_a_cart_whose_order_is_in_use_is_not_left(street):
    cart = street.leave_cart()
    street.clock.shift(30 * MINUTE)
    street.leave("address", cart=cart)
    Cart.objects.update(last_activity_at=NOON)  # a step further touches the order alone
    assert street.after(30 * MINUTE) == {}
    assert street.after(30 * MINUTE) == {"noticed": 1}


def test_what_is_left_again_is_another_episode(street):
    order = street.leave("address")
    street.after(HOUR)
    changing.touch(order.cart)
    assert street.after(MINUTE) == {"returned": 1}
    assert street.after(HOUR) == {"noticed": 1}
    assert noticed() == [(2, "returned", NOON), (2, "open", NOON + HOUR)]


def test_of_two_carts_of_a_person_the_later_counts(street):
    street.leave("delivery")
    street.after(HOUR)
    street.leave("address")
    assert street.after(HOUR) == {"noticed": 1}
    assert noticed() == [(3, "returned", NOON), (2, "open", NOON + HOUR)]


def test_two_carts_of_a_person_found_at_once_leave_one_open(street):
    street.leave("address")
    street.clock.shift(MINUTE)
    street.leave("delivery")
    assert street.after(HOUR) == {"noticed": 2}
    assert noticed() == [(2, "returned", NOON), (3, "open", NOON + MINUTE)]


def test_after_an_outage_of_a_week_everything_is_noticed(street):
    for n in range(3):
        street.leave("address", email=f"person{n}@demo.example")
        street.clock.shift(DAY)
    assert street.after(7 * DAY)["noticed"] == 3


def test_the_smallest_delay_decides_when_something_counts_as_left(street):
    step = Scenario.objects.get(slug="payment-left").steps.get()
    step.delay_minutes = 20
    step.save()
    street.leave("address")
    assert street.after(19 * MINUTE) == {}
    assert street.after(MINUTE) == {"noticed": 1}


def test_without_a_scenario_staff_still_see_what_was_left(street):
    Scenario.objects.update(is_active=False)
    street.leave("address")
    assert street.after(HOUR) == {"noticed": 1}


def test_in_the_demo_an_hour_is_a_minute(street, settings):
    settings.TIME_SCALE = 60
    street.leave("address")
    assert street.after(MINUTE) == {"noticed": 1}


def test_a_row_that_fails_does_not_keep_the_others(street, monkeypatch):
    broken, fine = (street.leave("address", email=f"{n}@demo.example") for n in range(2))
    real = sweeping.notice_left

    def fails(*, cart_ids, **rest):
        if broken.cart_id in cart_ids:
            raise DatabaseError
        return real(cart_ids=cart_ids, **rest)

    monkeypatch.setattr(sweeping, "notice_left", fails)
    assert street.after(HOUR) == {"noticed": 1}
    monkeypatch.undo()
    assert street.after(MINUTE) == {"noticed": 1}
    assert set(Episode.objects.values_list("order", flat=True)) == {broken.pk, fine.pk}


def _fail(street):
    for name in ("anna", "bert"):
        street.fail_to_pay(email=f"{name}@demo.example")


def _come_back(street):
    orders = [street.leave("address", email=f"{name}@demo.example") for name in ("anna", "bert")]
    street.after(HOUR)
    for order in orders:
        changing.touch(order.cart)


def _stay_away(street):
    for name in ("anna", "bert"):
        street.leave("address", email=f"{name}@demo.example")
    street.after(HOUR)
    Episode.objects.update(closes_at=shop_clock.now())


@pytest.mark.parametrize(
    ("verb", "prepare", "what"),
    [
        ("notice_failure", _fail, "woken"),
        ("close_returned", _come_back, "returned"),
        ("close_due", _stay_away, "closed"),
    ],
)
def test_no_step_stops_at_a_row_that_fails(street, monkeypatch, verb, prepare, what):
    prepare(street)
    real, calls = getattr(sweeping, verb), []

    def fails_first(*args, **kwargs):
        calls.append(verb)
        return 1 / 0 if len(calls) == 1 else real(*args, **kwargs)

    monkeypatch.setattr(sweeping, verb, fails_first)
    assert street.after(MINUTE) == {what: 1}
    assert len(calls) == 2
    assert street.after(MINUTE) == {what: 1}


def test_the_sweep_says_when_it_ran(street):
    street.leave("address")
    street.after(HOUR)
    heart = Heartbeat.objects.get(job="sweep")
    assert (heart.beat_at, heart.counts["noticed"]) == (NOON + HOUR, 1)


def test_the_command_sweeps_once(street, capsys):
    street.leave("address")
    street.clock.shift(HOUR)
    call_command("sweep", "--once")
    call_command("sweep", "--once")
    assert capsys.readouterr().out == "1 noticed\nnothing due\n"


def test_batch_follows_batch_while_there_is_more(street, monkeypatch):
    left = []
    for n in range(7):
        left.append(street.leave("address", email=f"{n}@demo.example"))
        street.clock.shift(MINUTE)  # else which come first is anybody's guess
    broken = left[0]
    real, looks = sweeping.notice_left, []

    def fails_at_one(*, cart_ids, **rest):
        looks.append(len(cart_ids))
        if broken.cart_id in cart_ids:
            raise DatabaseError
        return real(cart_ids=cart_ids, **rest)

    monkeypatch.setattr(sweeping, "notice_left", fails_at_one)
    street.clock.shift(HOUR)
    assert sweeping.sweep(at=shop_clock.now(), limit=3)["noticed"] == 6
    # Each batch is looked at together, then one by one; the broken one comes again, and no further.
    assert looks == [3, 1, 1, 1, 3, 1, 1, 1, 3, 1, 1, 1, 1]


def test_a_handful_is_noticed_with_the_queries_of_one(street):
    """Those of whoever has no former visit, and nothing in the way."""

    def queries():
        with CaptureQueriesContext(connection) as seen:
            noticed = street.after(HOUR)
        return noticed["noticed"], len(seen)

    street.leave("payment")
    assert queries() == (1, QUERIES + of_copying(3))
    for name in ("anna", "bert", "cleo"):
        street.leave("payment", email=f"{name}@demo.example")
    assert queries() == (3, QUERIES + of_copying(3))


def test_queries_of_a_sweep_with_nothing_due(street, django_assert_num_queries):
    street.leave("address")
    street.after(HOUR)
    with django_assert_num_queries(10):
        sweeping.sweep(at=shop_clock.now())
