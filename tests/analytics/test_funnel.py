from datetime import timedelta

from analytics import funnel
from analytics.funnel import Stage, Stopped
from analytics.periods import last_days
from cart.models import Cart, Line
from checkout.models import Order, Payment
from tests.factories import UserFactory


def test_carts_are_followed_as_far_as_they_come(history):
    history(2)
    carts = funnel.carts(last_days(7))
    assert [carts.reached(stage) for stage in Stage] == [16, 12, 10, 8, 6, 4]
    assert carts.stopped == {
        Stage.CART: Stopped(4, 8000),
        Stage.EMAIL: Stopped(2, 4000),
        Stage.ADDRESSES: Stopped(2, 4000),
        Stage.DELIVERY: Stopped(2, 4000),
        Stage.PAYMENT: Stopped(2, 4000),
        Stage.PLACED: Stopped(4, 8000),
    }


def test_promo_codes_are_a_side_step(history):
    history(2)
    carts = funnel.carts(last_days(7))
    assert (carts.with_code, carts.refused, carts.tried) == (4, 2, 4)


def test_nothing_is_a_report_of_zeros(db, clock):
    carts = funnel.carts(last_days(7))
    assert (carts.begun, carts.tried, carts.stopped[Stage.CART]) == (0, 0, Stopped())


def test_carts_of_staff_and_joined_ones_are_left_out(history):
    history(1)
    first, second, *_ = Cart.objects.order_by("pk")
    Cart.objects.filter(pk=first.pk).update(user=UserFactory(is_staff=True))
    Cart.objects.filter(pk=second.pk).update(state="joined")
    Cart.objects.exclude(pk__in=[first.pk, second.pk]).update(user=None)
    assert funnel.carts(last_days(1)).begun == 6


def test_a_shoppers_account_is_no_reason_to_leave_a_cart_out(history):
    history(1)
    Cart.objects.filter(pk=Cart.objects.earliest("pk").pk).update(user=UserFactory())
    assert funnel.carts(last_days(1)).begun == 8


def test_a_cart_counts_on_the_day_it_was_begun_whatever_came_later(history, clock):
    history(1)
    clock.shift(timedelta(days=1))
    assert funnel.carts(last_days(1)).begun == 0
    left = Order.objects.get(reached=2)
    Order.objects.filter(pk=left.pk).update(reached=4)
    assert funnel.carts(last_days(7)).reached(Stage.DELIVERY) == 5


def test_worth_is_what_lies_in_the_cart(history):
    history(1)
    cart = Cart.objects.earliest("pk")
    Line.objects.filter(cart=cart).update(place="saved")
    assert funnel.carts(last_days(1)).stopped[Stage.CART] == Stopped(2, 2000)


def test_a_failed_payment_is_a_payment_begun(history):
    history(1)
    order = Order.objects.get(payments__state="failed")
    Payment.objects.filter(order=order).delete()
    assert funnel.carts(last_days(1)).stopped[Stage.DELIVERY] == Stopped(2, 4000)


def test_product_pages_are_counted_by_whole_days(history):
    history(3)
    assert funnel.views(last_days(7)) == 60
    assert funnel.views(last_days(1)) == 20


def test_the_period_before_is_known_for_ninety_days(clock, db):
    assert funnel.are_kept(last_days(30).before)
    assert not funnel.are_kept(last_days(60).before)


def test_fields_that_were_refused_are_counted(history):
    history(2)
    common = {"step": 2}
    assert funnel.form_errors(last_days(7), most=9) == [
        {**common, "field": "delivery-postcode", "code": "invalid", "times": 4, "carts": 2},
        {**common, "field": "delivery-city", "code": "required", "times": 2, "carts": 2},
    ]
    assert len(funnel.form_errors(last_days(7), most=1)) == 1


def test_failed_payments_are_counted_by_error(history):
    history(2)
    paid = Order.objects.filter(placed_at__isnull=False).first()
    again = paid.payments.create(gateway="testbank", amount=2490, state="failed", error="no_funds")
    paid.payments.filter(pk=again.pk).update(error="declined")
    assert funnel.failed_payments(last_days(7)) == [
        {"error": "no_funds", "payments": 2, "orders": 2, "paid": 0},
        {"error": "declined", "payments": 1, "orders": 1, "paid": 1},
    ]


def test_what_gets_into_the_way_of_staff_is_left_out(history):
    """Like their carts: who tries the shop out makes mistakes on purpose."""
    history(2)
    staff = UserFactory(is_staff=True)
    for order in Order.objects.filter(payments__state="failed").select_related("cart"):
        Order.objects.filter(pk=order.pk).update(user=staff)
    assert funnel.failed_payments(last_days(7)) == []
    for number, cart in enumerate(Cart.objects.filter(form_errors__isnull=False).distinct()):
        user = staff if number == 0 else UserFactory(is_staff=True)
        Cart.objects.filter(pk=cart.pk).update(user=user)
    assert funnel.form_errors(last_days(7), most=9) == []


def test_what_programs_do_is_left_out(history):
    history(2)
    Cart.objects.update(is_of_agent=True)
    assert funnel.carts(last_days(7)).begun == 0
    assert funnel.failed_payments(last_days(7)) == []
    assert funnel.form_errors(last_days(7), most=9) == []
