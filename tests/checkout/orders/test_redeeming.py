"""Uses of promotions are counted with orders, and given back with them (S4.2, M4, M5)."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from cart import changing
from cart.models import Cart, Promotion
from cart.promotions.codes import apply_code, drop_code
from cart.reading import contents
from checkout.gateways.testbank.models import Answer
from checkout.models import Order, OrderState, Redemption
from checkout.orders import freezing
from checkout.orders.redeeming import UsedUp, redeem
from checkout.payments.asking import ask_about
from checkout.payments.cancelling import cancel_order
from checkout.payments.expiring import release_expired
from shop.core import clock as shop_clock
from shop.core.messaging.people import merge
from tests.factories import (
    DeliveryMethodFactory,
    PromotionFactory,
    UserFactory,
    VariantFactory,
)
from tests.orders import HOUR, at_bank, pay, ready_order

pytestmark = pytest.mark.django_db


@pytest.fixture
def method(db):
    return DeliveryMethodFactory(rates=[{"price": 500}])


@pytest.fixture
def order(method, clock):
    """Make an order of one thing for 10.00, ready to be paid."""
    return lambda **begun: ready_order({VariantFactory(price=1000): 1}, method=method, **begun)


def uses():
    return dict(Promotion.objects.order_by("pk").values_list("code", "uses"))


def redeemed():
    return list(Redemption.objects.order_by("pk").values_list("promotion__code", "order__email"))


def paid(order):
    payment = pay(order)
    at_bank(payment)
    ask_about(payment)
    order.refresh_from_db()
    return order


def test_a_use_is_counted_when_the_order_is_frozen(order):
    PromotionFactory(code="TEN")
    begun = order(code="ten")
    assert (uses(), redeemed()) == ({"TEN": 0}, [])
    pay(begun)
    assert (uses(), redeemed()) == ({"TEN": 1}, [("TEN", "zoe@demo.example")])
    begun.refresh_from_db()
    assert [(each.code, each.amount, each.delivery) for each in begun.applied] == [("TEN", 100, 0)]


@pytest.mark.parametrize(
    "gives_nothing",
    [
        {"kind": "free_delivery", "percent": None, "least_total": 5000},
        {"percent": 50, "countries": "BE"},
        {"percent": 20, "stacking": "alone"},
        {"kind": "buy_x_get_y", "percent": 100, "buys": 2, "gets": 1},
    ],
)
def test_one_that_gave_nothing_is_not_used(order, gives_nothing):
    PromotionFactory(code="", name_en="Sale", percent=30)
    PromotionFactory(code="", name_en="Nothing", **gives_nothing)
    pay(order())
    assert list(Promotion.objects.order_by("pk").values_list("uses", flat=True)) == [1, 0]


def test_paying_twice_uses_it_once(order):
    PromotionFactory(code="TEN")
    begun = order(code="TEN")
    pay(begun)
    pay(begun)
    assert (uses(), len(redeemed())) == ({"TEN": 1}, 1)


def test_a_code_that_was_changed_meanwhile_is_exchanged(order):
    PromotionFactory(code="TEN")
    PromotionFactory(code="HALF", percent=50)
    begun = order(code="TEN")
    pay(begun)
    apply_code(cart=Cart.objects.get(), text="HALF")
    pay(begun)
    assert uses() == {"TEN": 0, "HALF": 1}
    drop_code(cart=Cart.objects.get())
    pay(begun)
    assert (uses(), redeemed()) == ({"TEN": 0, "HALF": 0}, [])


def test_it_is_given_back_when_the_payment_expires(clock, order):
    PromotionFactory(code="TEN")
    pay(order(code="TEN"))
    clock.shift(HOUR)
    assert release_expired(at=shop_clock.now()) == 1
    assert (uses(), redeemed()) == ({"TEN": 0}, [])


def test_it_is_given_back_when_the_cart_is_emptied(clock, order):
    PromotionFactory(code="TEN")
    begun = order(code="TEN")
    payment = pay(begun)
    at_bank(payment, Answer.REFUSED)
    ask_about(payment)
    assert uses() == {"TEN": 1}
    changing.empty(cart=Cart.objects.get())
    assert (uses(), Order.objects.count()) == ({"TEN": 0}, 0)


def test_it_is_given_back_when_the_order_is_cancelled_and_not_twice(order):
    PromotionFactory(code="TEN")
    done = paid(order(code="TEN"))
    assert (done.state, uses()) == (OrderState.PAID, {"TEN": 1})
    assert cancel_order(order=done, by="staff")
    assert not cancel_order(order=done, by="staff")
    assert (uses(), redeemed()) == ({"TEN": 0}, [])
    done.refresh_from_db()
    assert (done.state, done.discount) == (OrderState.CANCELLED, 100)  # it keeps what it got


def test_the_last_use_is_held_for_its_own_order(order):
    """Whoever pays again after a refusal still has it; nobody else has."""
    PromotionFactory(code="TEN", most_uses=1)
    begun, other = order(code="TEN"), order(code="TEN", email="max@demo.example")
    pay(begun)
    assert contents(begun.cart).code == "TEN"
    assert contents(other.cart).code_obstacle.reason == "used_up"
    assert pay(begun).amount == 1400
    assert pay(other).amount == 1500


def test_a_limit_holds_for_one_that_needs_no_code(order):
    """And the next one pays what it costs without (M5: vendure #4353)."""
    PromotionFactory(code="", name_en="Opening", most_uses=1)
    assert pay(order()).amount == 1400
    assert pay(order(email="max@demo.example")).amount == 1500


@pytest.mark.parametrize("code", ["TEN", ""])
def test_a_person_uses_it_as_often_as_they_may(order, code):
    PromotionFactory(code=code, name_en="Hello", most_uses_a_person=1)
    assert pay(order(code=code, email="zoe@demo.example")).amount == 1400
    again = order(email="Zoe@Demo.example")
    again.cart.promotion = Promotion.objects.get() if code else None
    assert contents(again.cart).totals.obstacles.popitem()[1].reason == "used_by_you"
    assert pay(again).amount == 1500
    assert pay(order(code=code, email="max@demo.example")).amount == 1400


def test_a_first_order_is_one_of_a_person_who_has_none(order):
    PromotionFactory(code="FIRST", is_for_first_order=True)
    done = paid(order(code="FIRST"))
    assert done.total == 1400
    assert pay(order(email="max@demo.example", code="FIRST")).amount == 1400
    second = order()
    second.cart.promotion = Promotion.objects.get()
    second.cart.save()
    assert contents(second.cart).code_obstacle.reason == "not_first_order"
    assert pay(second).amount == 1500


def test_a_cancelled_first_order_was_none(order):
    PromotionFactory(code="FIRST", is_for_first_order=True)
    cancel_order(order=paid(order(code="FIRST")), by="staff")
    assert pay(order(code="FIRST")).amount == 1400


@pytest.mark.parametrize(
    "gone",
    [
        {"most_uses": 0},
        {"is_active": False},
    ],
)
def test_one_that_is_gone_between_the_look_and_the_count_stops_the_payment(
    order, monkeypatch, gone
):
    """The total would be another one; nothing is frozen, and stock is not held."""
    promotion = PromotionFactory(code="TEN", most_uses=1)
    begun = order(code="TEN")
    real = freezing.redeem

    def meanwhile(*args):
        Promotion.objects.update(**gone)
        real(*args)

    monkeypatch.setattr(freezing, "redeem", meanwhile)
    with pytest.raises(UsedUp) as refusal, transaction.atomic():
        pay(begun)
    assert refusal.value.promotion == promotion
    begun.refresh_from_db()
    assert (begun.state, redeemed()) == (OrderState.INITIATED, [])


def test_the_database_refuses_a_second_use_by_one_order(order):
    promotion = PromotionFactory(code="TEN")
    begun = order()
    Redemption.objects.create(order=begun, promotion=promotion)
    with pytest.raises(IntegrityError), transaction.atomic():
        Redemption.objects.create(order=begun, promotion=promotion)


def test_a_merge_of_persons_counts_both(order):
    PromotionFactory(code="TEN", most_uses_a_person=1)
    one = order(code="TEN")
    pay(one)
    two = order(code="TEN", email="max@demo.example")
    assert contents(two.cart).code == "TEN"
    merge(kept=two.person, merged=one.person)
    assert contents(two.cart).code_obstacle.reason == "used_by_you"


@pytest.mark.parametrize("count", [1, 5])
def test_redeeming_costs_four_queries_however_many(order, django_assert_num_queries, count):
    promotions = PromotionFactory.create_batch(count, is_for_first_order=True)
    begun = Order.objects.select_related("cart").get(pk=order().pk)  # as lock_order reads it
    with django_assert_num_queries(8), transaction.atomic():  # four of them are of savepoints
        redeem(begun, [promotion.pk for promotion in promotions])


def test_an_expired_order_that_comes_back_may_find_it_used_up(clock, order):
    PromotionFactory(code="TEN", most_uses=1)
    begun, other = order(code="TEN"), order(code="TEN", email="max@demo.example")
    pay(begun)
    clock.shift(timedelta(hours=1))
    release_expired(at=shop_clock.now())
    assert pay(other).amount == 1400
    assert pay(begun).amount == 1500


def test_a_first_order_that_is_being_paid_holds_the_code(order):
    """Else the payment page would go on to promise what the button refuses."""
    PromotionFactory(code="FIRST", is_for_first_order=True)
    PromotionFactory(code="", name_en="Hello", is_for_first_order=True)
    one, two = order(code="FIRST"), order(code="FIRST")
    assert pay(one).amount == 1310
    assert contents(two.cart).totals.applied == ()
    assert contents(two.cart).code_obstacle.reason == "not_first_order"
    assert pay(two).amount == 1500


@pytest.mark.parametrize("whose", ["order", "cart", "both"])
def test_an_account_is_known_by_the_order_and_by_its_cart(order, whose):
    """What the page promises and what the button counts ask for the same orders."""
    PromotionFactory(code="TEN", most_uses_a_person=1)
    two = order(code="TEN", email="max@demo.example")
    user = UserFactory()
    pay(order(code="TEN", user_id=user.pk))
    if whose != "cart":
        Order.objects.filter(pk=two.pk).update(user=user)
    if whose != "order":
        Cart.objects.filter(pk=two.cart_id).update(user=user)
    two = Order.objects.get(pk=two.pk)
    assert contents(two.cart).code_obstacle.reason == "used_by_you"
    with pytest.raises(UsedUp), transaction.atomic():
        redeem(two, [Promotion.objects.get().pk])
    assert pay(two).amount == 1500


@pytest.mark.parametrize("is_held", [False, True])
def test_one_that_is_deleted_between_the_look_and_the_count_stops_the_payment(
    order, monkeypatch, is_held
):
    PromotionFactory(code="TEN")
    begun = order(code="TEN")
    if is_held:
        at_bank(pay(begun), Answer.REFUSED)
        ask_about(begun.payments.get())
    real = freezing.redeem

    def meanwhile(*args):
        Promotion.objects.all().delete()
        real(*args)

    monkeypatch.setattr(freezing, "redeem", meanwhile)
    with pytest.raises(UsedUp) as refusal, transaction.atomic():
        pay(begun)
    assert refusal.value.promotion is None


def test_one_that_is_deleted_while_it_is_being_paid_is_in_the_price(order):
    PromotionFactory(code="TEN")
    begun = order(code="TEN")
    payment = pay(begun)
    Promotion.objects.all().delete()
    at_bank(payment)
    ask_about(payment)
    begun.refresh_from_db()
    assert (begun.state, begun.total, redeemed()) == (OrderState.PAID, 1400, [])


def test_a_counter_in_disorder_keeps_no_stock(clock, order):
    PromotionFactory(code="TEN")
    pay(order(code="TEN"))
    Promotion.objects.update(uses=0)
    clock.shift(HOUR)
    assert release_expired(at=shop_clock.now()) == 1
    assert (uses(), redeemed()) == ({"TEN": 0}, [])
