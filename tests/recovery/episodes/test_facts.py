"""What was seen of a visit becomes the cause of its episode."""

import pytest

from cart import changing
from cart.changing import TooFew, note_too_few, set_quantity
from cart.models import TroubleKind
from cart.promotions.codes import Refused, apply_code
from checkout.models import Step
from checkout.orders.starting import record_form_errors
from recovery.models import Episode
from tests.factories import UserFactory
from tests.recovery.conftest import HOUR


def cause_of(street):
    street.after(HOUR)
    return Episode.objects.get().causes


def test_the_delivery_cost_was_seen(street):
    street.leave("payment")
    assert cause_of(street) == [["delivery_cost", {"delivery": 490, "goods": 2000}]]


def test_a_code_was_refused(street):
    order = street.leave("address")
    with pytest.raises(Refused):
        apply_code(cart=order.cart, text="NOPE")
    assert cause_of(street) == [["code_refused", {"refused": 1}]]


def test_forms_were_stubborn_before_and_after_the_order_began(street):
    cart = street.leave_cart()
    record_form_errors(cart=cart, order=None, step=Step.EMAIL, errors={"email": ["invalid"]})
    order = street.leave("address", cart=cart)
    errors = {"delivery-city": ["required"], "delivery-postcode": ["invalid"]}
    record_form_errors(cart=cart, order=order, step=Step.ADDRESS, errors=errors)
    assert cause_of(street) == [["form_errors", {"errors": 3}]]


def test_too_few_were_there(street):
    order = street.leave("address")
    line = order.cart.lines.get()
    with pytest.raises(TooFew):
        set_quantity(cart=order.cart, line_id=line.pk, quantity=99)
    note_too_few(cart=order.cart, variant=line.variant)
    assert cause_of(street) == [["out_of_stock", {"too_few": 1, "unbuyable": 0}]]


def test_a_page_failed(street):
    order = street.leave("address")
    order.cart.troubles.create(kind=TroubleKind.SERVER_ERROR, detail="500 payment")
    assert cause_of(street) == [["server_error", {"failed": 1}]]


def test_they_came_back_on_another_day(street):
    cart = street.leave_cart(user=UserFactory())
    street.clock.shift(12 * HOUR)  # noon becomes midnight in London, one o'clock in Paris
    changing.touch(cart)
    assert cause_of(street) == [["undecided", {"days": 1, "views": 0}]]


def test_a_payment_was_declined(street):
    street.fail_to_pay(error="no_funds")
    street.after(HOUR)
    assert Episode.objects.get().causes[0] == ["payment_declined", {"error": "no_funds"}]
