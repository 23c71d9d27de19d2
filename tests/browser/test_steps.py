"""The forms between cart and payment: by country, by keyboard, and when something is wrong."""

import pytest
from playwright.sync_api import expect

from checkout.models import Address, Order
from tests.browser.looks import assert_accessible, assert_accessible_at_every_size, shows_focus

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.enable_socket]


def test_other_country_brings_its_fields_and_keeps_what_was_typed(walk):
    w = walk().come_to_address().fill_address()
    w.at("delivery-country").focus()
    w.at("delivery-country").select_option("US")
    expect(w.at("delivery-area")).to_be_visible()
    for name, typed in [("name", "Zoé Démo"), ("postcode", "75011"), ("city", "Paris")]:
        expect(w.at(f"delivery-{name}")).to_have_value(typed)
    expect(w.at("delivery-country")).to_be_focused()
    assert_accessible_at_every_size(w.page)
    w.at("delivery-country").select_option("FR")
    expect(w.at("delivery-area")).to_have_count(0)


def test_other_country_by_its_button(walk):
    w = walk(java_script_enabled=False).come_to_address().fill_address()
    w.at("delivery-country").select_option("US")
    w.click("delivery-refresh")
    expect(w.at("delivery-area")).to_be_visible()
    expect(w.at("delivery-name")).to_have_value("Zoé Démo")
    w.at("delivery-area").select_option("NY")
    w.fill(**{"delivery-postcode": "10001"}).click("continue").see("/checkout/delivery/$")
    assert Address.objects.values_list("country", "area").get() == ("US", "NY")


@pytest.mark.parametrize("has_script", [True, False])
def test_bill_goes_elsewhere_and_back_again(walk, has_script):
    w = walk(java_script_enabled=has_script).come_to_address().fill_address()
    w.at("billing-same").uncheck()
    if not has_script:
        w.click("continue")
    expect(w.at("billing-name")).to_be_visible()
    expect(w.at("delivery-name")).to_have_value("Zoé Démo")
    if has_script:
        expect(w.at("billing-same")).to_be_focused()
    w.fill_address("billing", name="Papa Démo").click("continue").see("/checkout/delivery/$")
    assert _names() == {"delivery": "Zoé Démo", "billing": "Papa Démo"}
    w.click("step-2").see("/checkout/address/$")
    expect(w.at("billing-name")).to_have_value("Papa Démo")
    w.at("billing-same").check()
    w.click("continue").see("/checkout/delivery/$")
    assert _names() == {"delivery": "Zoé Démo"}


def _names():
    return dict(Address.objects.values_list("kind", "name"))


def test_errors_are_announced_and_lead_to_their_fields(walk):
    w = walk().come_to_address()
    w.at("billing-same").uncheck()
    expect(w.at("billing-name")).to_be_visible()
    w.fill_address(postcode="9").click("continue")
    summary = w.at("form-errors")
    expect(summary).to_have_attribute("role", "alert")
    expect(summary).to_be_focused()
    hrefs = [each.get_attribute("href") for each in summary.get_by_role("link").all()]
    names = ("name", "line1", "postcode", "city")
    assert hrefs == ["#id_delivery-postcode", *(f"#id_billing-{name}" for name in names)]
    assert_accessible_at_every_size(w.page)
    for href in (hrefs[0], hrefs[-1]):
        summary.locator(f"[href='{href}']").click()
        expect(w.page.locator(href)).to_be_focused()
    expect(w.at("delivery-postcode")).to_have_attribute("aria-invalid", "true")


@pytest.mark.parametrize("has_script", [True, False])
def test_company_abroad_buys_without_tax(walk, has_script, copies):
    look = assert_accessible_at_every_size if has_script else copies.check
    w = walk(java_script_enabled=has_script).come_to_address()
    w.fill_address(postcode="10115", city="Berlin")
    expect(w.at("vat_number")).to_be_hidden()
    w.at("have-vat-number").focus()
    w.page.keyboard.press("Enter")
    w.fill(vat_number="DE136695977")
    look(w.page)
    w.at("delivery-country").select_option("DE")
    w.click("continue")
    w.at("form-errors").get_by_role("link").click()
    expect(w.at("vat_number")).to_be_focused()
    expect(w.at("delivery-city")).to_have_value("Berlin")
    look(w.page)
    w.fill(vat_number="DE136695976").click("continue").see("/checkout/delivery/")
    w.at("method-2").check()
    w.click("continue").see("/checkout/payment/")
    expect(w.at("buyers-number")).to_have_text("DE136695976")
    look(w.page)
    lines = w.amount("subtotal") + w.amount("delivery-price") - w.amount("relief")
    assert w.amount("total") == lines
    w.click("pay").see("/testbank/").click("accept").see("/checkout/done/")
    expect(w.at("reverse-charge")).to_be_visible()
    look(w.page)


def test_error_of_a_choice_leads_to_it(walk):
    w = walk().come_to_delivery()
    w.page.evaluate("document.querySelectorAll('[name=method]').forEach(e => e.value = '0')")
    w.click("continue")
    w.at("form-errors").get_by_role("link").click()
    expect(w.at("method-1")).to_be_focused()
    assert_accessible(w.page)


def test_refused_code_leads_to_its_field(walk):
    w = walk().add().click("have-code").fill(code="NOPE").click("apply-code")
    expect(w.at("form-errors")).to_be_focused()
    w.at("form-errors").get_by_role("link").click()
    expect(w.at("code")).to_be_focused()


def test_unanswered_payment_is_shown(walk):
    w = walk().come_to_bank().click("later").see("/checkout/done/$")
    expect(w.at("charged")).to_have_count(0)
    assert_accessible_at_every_size(w.page)
    w.go("/checkout/payment/")
    assert_accessible_at_every_size(w.page)
    w.click("call-off")
    expect(w.at("call-off")).to_have_count(0)
    expect(w.at("pay")).to_be_visible()


class Keys:
    """Somebody without a mouse. Whatever they come across shows that it has the focus."""

    def __init__(self, page):
        self.page = page

    def to(self, testid):
        for _ in range(60):
            self.page.keyboard.press("Tab")
            assert shows_focus(self.page), self.page.evaluate("document.activeElement.outerHTML")
            if self.page.evaluate("document.activeElement.dataset.testid") == testid:
                return self
        message = f"Tab does not lead to {testid}"
        raise AssertionError(message)

    def press(self, key):
        self.page.keyboard.press(key)
        return self

    def type(self, text):
        self.page.keyboard.type(text)
        return self


@pytest.mark.parametrize("has_script", [True, False])
def test_whole_way_by_keyboard(walk, has_script):
    w = walk(java_script_enabled=has_script)
    keys = Keys(w.page)
    keys.to("search-top").type("cup").press("Enter")
    w.see("/search/")
    w.page.locator(".card__name a[href*='/p/cup/']").focus()
    keys.press("Enter")
    w.see("/p/cup/")
    keys.to("add-to-cart").press("Enter")
    w.see("/cart/$")
    keys.to("have-code").press("Enter").to("code").type("WELCOME10").press("Enter")
    expect(w.at("discount")).to_be_visible()
    w.see("/cart/$")
    keys.to("checkout").press("Enter")
    w.see("/checkout/email/$")
    expect(w.at("email")).to_be_focused()
    keys.type("zoe@demo.example").press("Enter")
    w.see("/checkout/address/$")
    keys.to("delivery-name").type("Zoé Démo").to("delivery-line1").type("1 rue des Essais")
    keys.to("delivery-postcode").type("75011").to("delivery-city").type("Paris").press("Enter")
    w.see("/checkout/delivery/$")
    keys.to("method-1").press("ArrowDown").to("continue").press("Enter")
    w.see("/checkout/payment/$")
    keys.to("pay").press("Enter")
    w.see("/testbank/")
    keys.to("refuse").press("Enter")
    w.see("/checkout/payment/$")
    expect(w.at("failure")).to_be_focused()
    keys.to("pay").press("Enter")
    w.see("/testbank/")
    keys.to("accept").press("Enter")
    w.see("/checkout/done/$")
    assert Order.objects.values_list("state", "total").get() == ("paid", 990 + 990)
