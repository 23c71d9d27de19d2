"""The whole way from the entrance to the order, as people walk it."""

import re

import pytest
from django.core import mail
from playwright.sync_api import expect

from checkout.models import Order, Payment
from shop.core.messaging.sending import send_due
from tests.browser.looks import assert_accessible, assert_accessible_at_every_size
from tests.orders import give_back, take_back

pytestmark = [pytest.mark.browser, pytest.mark.enable_socket]


@pytest.fixture
def look(copies):
    """How each run looks at the pages it crosses; ``closely`` for the one that tries every size."""

    def chosen(has_script, closely):
        if not has_script:
            return copies.check
        return assert_accessible_at_every_size if closely else assert_accessible

    return chosen


@pytest.mark.parametrize(
    ("language", "has_script"),
    [
        ("en", True),
        ("fr", False),
        pytest.param("en", False, marks=pytest.mark.slow),
        pytest.param("fr", True, marks=pytest.mark.slow),
    ],
)
def test_from_the_entrance_to_the_order(walk, look, language, has_script):
    w = walk(locale=language, java_script_enabled=has_script)
    see = look(has_script, closely=language == "en")
    expect(w.page.locator("html")).to_have_attribute("lang", language)
    see(w.page)
    _choose(w, see, has_script)
    _fill_cart(w, see)
    _say_who_and_where(w, see)
    _pay(w, see)
    order = Order.objects.get()
    assert (order.state, order.total, order.language) == ("paid", 3150, language)
    assert [(p.state, p.amount) for p in Payment.objects.order_by("pk")] == [
        ("failed", 3150),
        ("succeeded", 3150),
    ]
    _open_link_of_mail(w, see, order)


def _choose(w, see, has_script):
    w.fill(**{"search-top": "cup"}).at("search-top").press("Enter")
    w.see("/search/")
    see(w.page)
    w.page.locator(".card__name a[href*='/p/cup/']").click()
    w.see("/p/cup/").at("variant-L").check()
    if not has_script:
        w.click("show-variant")
    see(w.page)


def _fill_cart(w, see):
    w.fill(quantity="2").click("add-to-cart").see("/cart/$")
    assert (w.amount("subtotal"), w.amount("delivery-price"), w.amount("total")) == (
        2400,
        490,
        2890,
    )
    see(w.page)
    w.click("have-code").fill(code="NOPE").click("apply-code")
    expect(w.at("form-errors")).to_be_visible()
    see(w.page)
    w.fill(code="welcome10").click("apply-code").see("/cart/$")
    assert (w.amount("discount"), w.amount("total")) == (240, 2650)
    see(w.page)
    w.click("checkout")


def _say_who_and_where(w, see):
    w.see("/checkout/email/$")
    see(w.page)
    w.fill(email="zoe").click("continue")
    expect(w.at("form-errors")).to_be_visible()
    see(w.page)
    w.fill(email="zoe@demo.example").click("continue").see("/checkout/address/$")
    see(w.page)
    w.click("continue")
    expect(w.at("form-errors").get_by_role("link")).to_have_count(4)
    see(w.page)
    w.fill_address().click("continue").see("/checkout/delivery/$")
    assert w.amount("total") == 2650
    see(w.page)
    w.at("method-2").check()
    w.click("continue").see("/checkout/payment/$")


def _pay(w, see):
    assert (w.amount("delivery-price"), w.amount("total"), w.amount("pay")) == (990, 3150, 3150)
    see(w.page)
    w.click("pay").see("/testbank/")
    see(w.page)
    w.click("refuse").see("/checkout/payment/$")
    expect(w.at("failure")).to_be_visible()
    assert w.amount("pay") == 3150
    see(w.page)
    w.click("pay").see("/testbank/").click("accept").see("/checkout/done/$")
    assert w.amount("charged") == 3150
    expect(w.at("cart-size")).to_have_count(0)
    see(w.page)


def _open_link_of_mail(w, see, order):
    send_due(limit=10)
    assert [m.to for m in mail.outbox] == [["zoe@demo.example"]]
    link = re.search(rf"{w.base}(/o/\S+)", mail.outbox[0].body)[1]
    w.page.context.clear_cookies()
    w.go(link)
    expect(w.at("order-number")).to_have_text(order.reference)
    assert (w.amount("charged"), w.amount("total")) == (3150, 3150)
    see(w.page)
    w.click("invoice").see(f"{link}invoice/$")
    assert (w.amount("total"), w.amount("goods") + w.amount("delivery-price")) == (3150, 3150)
    see(w.page)
    take_back(give_back(order, 990))  # on the sheet of one that is withdrawn stands the most
    w.click("back").click("credit-note").see(f"{link}credit/A[0-9]+-000001/$")
    assert (w.amount("invoiced"), w.amount("credited")) == (3150, 990)
    see(w.page)


@pytest.mark.slow
def test_back_leads_through_every_step_and_loses_nothing(walk):
    w = walk().come_to_bank(quantity=2)
    w.page.go_back()
    w.see("/checkout/payment/$")
    expect(w.at("call-off")).to_be_visible()
    assert_accessible(w.page)
    w.page.go_back()
    w.see("/checkout/delivery/$")
    expect(w.at("method-2")).to_be_checked()
    w.page.go_back()
    w.see("/checkout/address/$")
    expect(w.at("delivery-name")).to_have_value("Zoé Démo")
    w.page.go_back()
    w.see("/checkout/email/$")
    expect(w.at("email")).to_have_value("zoe@demo.example")
    w.page.go_back()
    w.see("/cart/$")
    assert w.amount("total") == 2400 + 490  # the cart estimates with the cheapest delivery
    w.click("checkout").see("/checkout/payment/$").click("pay").see("/testbank/")
    w.click("accept").see("/checkout/done/$")
    assert Payment.objects.values_list("state", "amount").get() == ("succeeded", 3390)


@pytest.mark.slow
def test_whoever_skips_ahead_comes_to_the_first_unfinished_step(walk):
    w = walk().go("/checkout/payment/").see("/cart/$")
    w.add().go("/checkout/payment/").see("/checkout/email/$")
    w.fill(email="zoe@demo.example").click("continue").see("/checkout/address/$")
    w.go("/checkout/payment/").see("/checkout/address/$")
    w.fill_address().click("continue").see("/checkout/delivery/$")
    w.go("/checkout/payment/").see("/checkout/delivery/$")


@pytest.mark.slow
def test_reloading_the_confirmation_changes_nothing(walk):
    w = walk().come_to_bank().click("accept").see("/checkout/done/$")
    number = w.at("order-number").inner_text()
    w.page.reload()
    expect(w.at("order-number")).to_have_text(number)
    assert Order.objects.values_list("reference", "state").get() == (number, "paid")
    assert Payment.objects.count() == 1
    assert send_due(limit=10).total() == 1


def test_pressing_pay_twice_pays_once(walk):
    w = walk().come_to_payment()
    w.at("pay").dblclick()
    w.see("/testbank/").click("accept").see("/checkout/done/$")
    assert Payment.objects.values_list("state", "amount").get() == ("succeeded", 2190)
    assert Order.objects.get().state == "paid"


@pytest.mark.slow
def test_payment_page_of_an_older_cart_is_not_paid(walk):
    w = walk().come_to_payment()
    w.page.context.new_page().goto(w.base + "/cart/")
    other = w.page.context.pages[1]
    other.get_by_test_id("quantity-L").fill("3")
    other.get_by_test_id("update-L").click()
    expect(other.get_by_test_id("total")).to_contain_text("40.90")
    w.click("pay").see("/checkout/payment/$")
    expect(w.page.locator(".notice--warning")).to_contain_text("45.90")
    assert w.amount("pay") == 4590
    assert not Payment.objects.exists()


def test_back_from_the_bank_without_cookies(walk):
    w = walk().come_to_bank()
    with w.page.expect_request(re.compile("/checkout/return/")) as request:
        w.click("refuse")
    returned = request.value.url.removeprefix(w.base)
    stranger = walk(returned)
    expect(stranger.at("returned")).to_contain_text("21.90")
    for known in ("Zoé", "zoe@", "Essais", "Cup"):
        assert known not in stranger.page.content()
    assert_accessible_at_every_size(stranger.page)
    stranger.click("pay-again").see("/testbank/").click("accept").see("/checkout/return/")
    expect(stranger.at("pay-again")).to_have_count(0)
    assert_accessible(stranger.page)
    assert Order.objects.get().state == "paid"
    stranger.go(returned)  # the attempt that failed: the order is paid, there is nothing to repeat
    expect(stranger.at("returned")).to_be_visible()
    expect(stranger.at("pay-again")).to_have_count(0)
