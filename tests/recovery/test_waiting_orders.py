"""Awaiting money is an order, not an abandonment (S8.1): nobody is reminded of what they ordered."""

import pytest

from checkout.gateways.testbank.models import Answer
from checkout.models import Order
from checkout.payments.asking import ask_about
from checkout.payments.expiring import release_expired
from checkout.payments.matching import match_transfer
from checkout.payments.paying import start_payment
from checkout.payments.ways import Way
from recovery.models import Alert, Episode, Wake
from shop.core import clock as shop_clock
from shop.core.messaging.models import Message
from shop.core.messaging.sending import send_due
from tests.orders import at_bank, order_by_transfer
from tests.recovery.conftest import DAY, HOUR, MINUTE


@pytest.fixture
def order(street):
    """Ordered by transfer at once, by somebody who agreed to be reminded."""
    return by_transfer(street.leave("payment"))


def by_transfer(order):
    order_by_transfer(order)
    return Order.objects.get(pk=order.pk)


def kinds():
    return sorted(Message.objects.values_list("kind", flat=True))


def test_an_order_that_waits_is_never_noticed_and_never_abandoned(street, order):
    for _ in range(10):
        street.after(12 * HOUR)
    assert Episode.objects.count() == 0
    assert Order.objects.get().is_waiting
    assert kinds() == ["order.awaiting"]


def test_nor_is_it_once_its_time_is_over(street, order):
    street.after(7 * DAY)
    release_expired(at=shop_clock.now())
    for _ in range(10):
        street.after(DAY)
    assert Episode.objects.count() == 0
    assert Order.objects.get().state == "cancelled"
    assert kinds() == ["order.awaiting", "order.not_paid"]


def test_a_card_that_fails_for_it_is_told_to_staff_and_on_the_page_alone(street, order):
    card = start_payment(order=order, way=Way("testbank"), shown_total=order.total)
    at_bank(card, Answer.REFUSED, error="declined")
    ask_about(card)
    street.after(MINUTE)
    street.after(HOUR)
    assert Alert.objects.get().payment == card
    assert Wake.objects.filter(handled_at=None).count() == 0
    assert Episode.objects.count() == 0
    assert kinds() == ["order.awaiting"]


def test_whoever_had_left_and_orders_by_transfer_has_come_back(street, episode):
    by_transfer(episode.order)
    assert street.after(MINUTE) == {"returned": 1}
    episode.refresh_from_db()
    assert episode.state == "returned"
    street.after(30 * DAY)
    send_due(limit=50)
    assert Episode.objects.get().state == "returned"
    states = Message.objects.filter(kind="recovery.reminder").values_list("state", flat=True)
    assert set(states) == {"skipped"}


def test_the_news_of_a_failed_card_does_not_follow_a_transfer(street):
    order = street.leave("payment")
    street.fail_to_pay(order)
    street.after(MINUTE)
    assert "recovery.payment_failed" in kinds()
    by_transfer(order)
    street.clock.shift(5 * MINUTE)
    send_due(limit=10)
    failed = Message.objects.get(kind="recovery.payment_failed")
    assert (failed.state, failed.reason) == ("skipped", "bought")


def test_a_reminder_of_another_cart_stays_away_from_who_has_just_ordered(street, episode):
    """The same goods in another cart, in another browser."""
    goods = episode.cart.lines.get().variant
    other = street.leave_cart()
    other.lines.update(variant=goods)
    by_transfer(street.leave("payment", cart=other))
    Order.objects.filter(pk=episode.order_id).update(last_activity_at=episode.left_at)
    reminder = Message.objects.get(kind="recovery.reminder")
    street.clock.move_to(reminder.due_at)
    send_due(limit=10)
    reminder.refresh_from_db()
    assert (reminder.state, reminder.reason) == ("skipped", "bought")


def test_paid_in_the_end_it_counts_for_the_visit_that_was_left(street, episode):
    order = by_transfer(episode.order)
    street.after(MINUTE)
    street.clock.shift(2 * DAY)
    match_transfer(payment=order.payments.get(), amount=order.total)
    street.after(MINUTE)
    episode.refresh_from_db()
    assert (episode.state, episode.bought) == ("recovered", order)
