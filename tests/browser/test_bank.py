"""The test bank's pages, and the way back from each of them."""

import pytest
from playwright.sync_api import expect

from checkout.models import Order, Payment
from tests.browser.looks import assert_accessible, assert_accessible_at_every_size

pytestmark = [pytest.mark.browser, pytest.mark.enable_socket]


def test_refused_plan_then_confirmed_card_then_a_window_that_ends_there(walk):
    w = walk().come_to_payment()
    w.at("gateway-testbank:3").check()
    w.click("pay").see("/testbank/")
    expect(w.at("plan")).to_contain_text("in a month")
    assert w.page.locator("details").evaluate("e => e.open") is False
    w.click("more")
    assert_accessible_at_every_size(w.page)
    w.click("refuse").see("/checkout/payment/$")
    expect(w.at("failure")).to_contain_text("did not agree to instalments")
    expect(w.page.locator("input[name=gateway]:checked")).to_have_count(0)
    assert_accessible_at_every_size(w.page)
    w.at("gateway-testbank").check()
    w.click("pay").see("/testbank/").click("more")
    w.page.get_by_label("does not lead back").check()
    w.click("secure-so")
    expect(w.at("confirm")).to_be_visible()
    assert_accessible_at_every_size(w.page)
    w.click("confirm")
    expect(w.at("end")).to_be_visible()
    assert_accessible(w.page)
    w.go("/checkout/payment/")  # the shop has not heard of it yet
    assert Order.objects.get().state == "awaiting_payment"
    assert [*Payment.objects.values_list("instalments", flat=True)] == [1, 3]
