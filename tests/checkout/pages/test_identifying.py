"""Where a masked visitor can say that the order is theirs."""

import pytest

from checkout.models import Order
from checkout.pages import identifying
from checkout.pages.identifying import identifies_by, identify_url_of
from tests.checkout.pages.test_masked import MASKED_ADDRESS, STEPS
from tests.orders import masked_browser

pytestmark = pytest.mark.django_db


@pytest.fixture
def order(shopper, variant):
    """An order that only has to be paid."""
    shopper.come_to_payment(variant)
    return Order.objects.get()


@pytest.mark.parametrize("name", STEPS)
def test_every_step_offers_to_sign_in_and_come_back(order, name, monkeypatch):
    monkeypatch.setattr(identifying, "_ways", [identifying._sign_in])  # nothing above knows better
    page = masked_browser(order).get(f"/checkout/{name}/").page.text
    assert f'href="/account/login/?next=%2Fcheckout%2F{name}%2F" data-testid="identify"' in page


def test_an_app_above_may_know_a_better_way(order, monkeypatch):
    monkeypatch.setattr(identifying, "_ways", list(identifying._ways))
    identifies_by(lambda order, back: f"/r/who/{order.pk}/?back={back}")
    assert identify_url_of(order) == f"/r/who/{order.pk}/?back=/checkout/"
    page = masked_browser(order).get("/checkout/payment/").page.text
    assert f'href="/r/who/{order.pk}/?back=/checkout/payment/" data-testid="identify"' in page


def test_where_there_is_no_way_nothing_is_offered(order, monkeypatch):
    monkeypatch.setattr(identifying, "_ways", [lambda _order, _back: ""])
    masked = masked_browser(order).get("/checkout/payment/").pay().at_bank()
    assert masked.find("identify") is None
    assert MASKED_ADDRESS in masked.text
    assert "zoe@demo.example" not in masked.text
