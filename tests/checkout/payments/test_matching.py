"""Staff confirm transfers; what comes too late goes back (M14, S8.3)."""

from datetime import timedelta

import pytest

from cart.delivery.dates import working_day_after
from cart.models import DeliveryMethod
from catalog.models import Stock
from checkout.models import Order, Payment, PaymentEvent, Refund
from checkout.payments.asking import ask_about
from checkout.payments.cancelling import cancel_waiting
from checkout.payments.expiring import release_expired
from checkout.payments.matching import AlreadyMatched, OtherAmount, match_transfer, to_match
from checkout.payments.paying import start_payment
from checkout.payments.ways import Way
from shop.core import clock as shop_clock
from shop.core.messaging.models import Message
from tests.orders import at_bank, order_by_transfer, pay, ready_order

pytestmark = pytest.mark.django_db


@pytest.fixture
def order(clock, variant):
    """Two cups, ordered by transfer."""
    return wait(variant)


def wait(variant, quantity=2, **more):
    order = ready_order({variant: quantity}, method=DeliveryMethod.objects.get(), **more)
    order_by_transfer(order)
    return Order.objects.get(pk=order.pk)


def transfer_of(order):
    return order.payments.get(gateway="transfer")


def levels():
    return Stock.objects.values_list("on_hand", "reserved").get()


def kinds():
    return sorted(Message.objects.values_list("kind", flat=True))


def expire(clock):
    clock.shift(timedelta(days=7))
    return release_expired(at=shop_clock.now())


def test_the_whole_amount_makes_the_order_paid(order):
    matched = match_transfer(payment=transfer_of(order), amount=3070)
    assert (matched.state, matched.settled_at) == ("succeeded", shop_clock.now())
    order.refresh_from_db()
    assert (order.state, order.placed_at, order.reserved_until) == (
        "paid",
        shop_clock.now(),
        None,
    )
    assert levels() == (8, 0)
    assert kinds() == ["order.awaiting", "order.confirmed"]
    assert PaymentEvent.objects.filter(to_state="succeeded", by="staff").count() == 1


def test_the_days_of_delivery_are_counted_from_the_money(order, clock):
    before = (order.earliest, order.latest)
    clock.shift(timedelta(days=6))  # to Tuesday, four working days later
    match_transfer(payment=transfer_of(order), amount=3070)
    order.refresh_from_db()
    assert (order.earliest, order.latest) == tuple(working_day_after(day, 4) for day in before)


def test_paid_on_the_same_day_nothing_is_put_off(order):
    before = (order.earliest, order.latest)
    match_transfer(payment=transfer_of(order), amount=3070)
    order.refresh_from_db()
    assert (order.earliest, order.latest) == before


def test_confirming_twice_changes_nothing(order):
    payment = transfer_of(order)  # as both clicks read it
    match_transfer(payment=payment, amount=3070)
    with pytest.raises(AlreadyMatched):
        match_transfer(payment=payment, amount=3070)
    assert (levels(), kinds()) == ((8, 0), ["order.awaiting", "order.confirmed"])


@pytest.mark.parametrize("amount", [0, 3069, 3071, 10**9])
def test_another_amount_is_not_taken_and_nothing_is_lost(order, amount):
    with pytest.raises(OtherAmount) as refused:
        match_transfer(payment=transfer_of(order), amount=amount)
    assert (refused.value.expected, refused.value.received) == (3070, amount)
    payment = transfer_of(order)
    assert (payment.state, payment.doubt) == ("pending", "")
    assert match_transfer(payment=payment, amount=3070).state == "succeeded"


def test_only_a_transfer_is_matched_by_hand(variant):
    payment = pay(ready_order({variant: 1}, method=DeliveryMethod.objects.get()))
    with pytest.raises(ValueError, match="only a transfer"):
        match_transfer(payment=payment, amount=payment.amount)
    assert Payment.objects.get().state == "started"


def test_at_the_deadline_the_order_ends_and_is_told_so_once(order, clock):
    clock.shift(timedelta(days=7) - timedelta(minutes=1))
    assert (release_expired(at=shop_clock.now()), levels()) == (0, (10, 2))
    clock.shift(timedelta(minutes=1))
    assert (release_expired(at=shop_clock.now()), levels()) == (1, (10, 0))
    assert release_expired(at=shop_clock.now()) == 0
    order.refresh_from_db()
    payment = transfer_of(order)
    assert (order.state, order.is_paid, payment.state, payment.error) == (
        "cancelled",
        False,
        "cancelled",
        "expired",
    )
    assert kinds() == ["order.awaiting", "order.not_paid"]


def test_money_that_comes_after_the_deadline_goes_back_by_hand(order, clock):
    expire(clock)
    matched = match_transfer(payment=transfer_of(order), amount=3070)
    assert (matched.state, Refund.objects.get().state) == ("late", "by_hand")
    assert (Refund.objects.get().amount, Refund.objects.get().reason) == (3070, "late")
    assert (Order.objects.get().state, levels()) == ("cancelled", (10, 0))
    assert kinds() == ["order.awaiting", "order.not_paid", "order.paid_too_late"]
    with pytest.raises(AlreadyMatched):
        match_transfer(payment=matched, amount=3070)


def test_a_transfer_that_comes_on_top_of_a_card_goes_back(order):
    at_bank(start_payment(order=order, way=Way("testbank"), shown_total=3070))
    card = order.payments.get(gateway="testbank")
    assert ask_about(card).state == "succeeded"
    assert match_transfer(payment=transfer_of(order), amount=3070).state == "late"
    assert Order.objects.get().state == "paid"
    assert Refund.objects.get().payment.gateway == "transfer"


def test_a_transfer_called_off_for_a_card_that_failed_still_pays_the_order(order):
    """It was on its way when the shopper tried a card."""
    start_payment(order=order, way=Way("testbank"), shown_total=3070)
    assert transfer_of(order).state == "cancelled"
    assert match_transfer(payment=transfer_of(order), amount=3070).state == "succeeded"
    assert (Order.objects.get().state, levels()) == ("paid", (8, 0))


def test_an_order_cancelled_while_it_is_confirmed_gives_the_money_back(order):
    payment = transfer_of(order)
    assert cancel_waiting(order=order, by="shopper") is True
    assert match_transfer(payment=payment, amount=3070).state == "late"
    assert kinds() == ["order.awaiting", "order.cancelled", "order.paid_too_late"]


def test_an_order_confirmed_while_it_is_cancelled_stands(order):
    match_transfer(payment=transfer_of(order), amount=3070)
    assert cancel_waiting(order=order, by="shopper") is False
    assert (Order.objects.get().state, levels()) == ("paid", (8, 0))


def test_the_oldest_deadline_comes_first(order, clock, variant):
    clock.shift(timedelta(hours=1))
    second = wait(variant, 1, email="yves@demo.example")
    assert [each.order for each in to_match()] == [order, second]
    match_transfer(payment=transfer_of(order), amount=3070)
    assert [each.order for each in to_match()] == [second]


def test_a_search_finds_what_nobody_waits_for_any_more_and_nothing_that_is_settled(order, clock):
    payment = transfer_of(order)
    expire(clock)
    assert list(to_match()) == []
    for search in (order.reference, order.reference[:4].lower()):
        assert list(to_match(search)) == [payment]
    assert list(to_match("30,70", amount=3070)) == [payment]
    assert list(to_match("-", amount=3069)) == []  # no number begins so
    match_transfer(payment=payment, amount=3070)
    assert list(to_match(order.reference)) == []


def test_of_several_attempts_a_search_finds_the_last(order):
    start_payment(order=order, way=Way("testbank"), shown_total=order.total)
    start_payment(order=order, way=Way("transfer"), shown_total=order.total)
    first, last = order.payments.filter(gateway="transfer").order_by("pk")
    assert (first.state, last.state) == ("cancelled", "pending")
    assert list(to_match(order.reference)) == [last]
