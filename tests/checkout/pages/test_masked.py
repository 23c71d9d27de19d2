"""Somebody goes on with an order in another browser, without seeing whose it is."""

import pytest

from cart import changing
from cart.models import Cart, CartState, DeliveryRate
from catalog.models import Variant
from checkout.models import Address, FormError, Order, OrderToken
from checkout.orders.starting import keep_typed
from checkout.visitor import COOKIE, new_secret
from tests.factories import DeliveryZoneFactory, UserFactory, VariantFactory
from tests.orders import masked_browser
from tests.shopper import ADDRESS, Shopper, path_of, text_of

pytestmark = pytest.mark.django_db

STEPS = ["email", "address", "delivery", "payment"]
MASKED_ADDRESS = "Z••• D••• ••••• P••• France"
OTHER = {
    **ADDRESS,
    "delivery-name": "Jane Doe",
    "delivery-line1": "2 quai Neuf",
    "delivery-postcode": "69001",
    "delivery-city": "Lyon",
}


@pytest.fixture
def begun(shopper, variant):
    """An order with no more than an e-mail address."""
    shopper.add(variant).give_email(wants_reminders="on")
    return Order.objects.get()


@pytest.fixture
def order(shopper, variant):
    """An order that only has to be paid."""
    shopper.come_to_payment(variant)
    return Order.objects.get()


def holds_unmasked(shopper):
    secret = shopper.client.cookies[COOKIE].value
    return Shopper().get(f"/o/{secret}/").page.status_code == 200


def test_a_masked_visitor_goes_to_every_step_that_was_reached(order):
    masked = masked_browser(order)
    for name in STEPS:
        assert masked.get(f"/checkout/{name}/").place == f"/checkout/{name}/"
    assert masked.get("/checkout/").place == "/checkout/payment/"


def test_nobody_skips_a_step(begun):
    masked = masked_browser(begun)
    for name in ("", "delivery/", "payment/"):
        assert masked.get(f"/checkout/{name}").place == "/checkout/address/"


QUERIES = {"email": 6, "address": 6, "delivery": 6, "payment": 7}


@pytest.mark.parametrize("name", STEPS)
@pytest.mark.parametrize("count", [1, 30])
def test_a_masked_step_costs_what_any_step_costs(
    shopper, variant, django_assert_num_queries, name, count
):
    shopper.fill(VariantFactory.create_batch(count - 1))
    shopper.come_to_payment(variant)
    masked = masked_browser(Order.objects.get()).get("/cart/")  # which counts its things
    with django_assert_num_queries(QUERIES[name]):
        masked.get(f"/checkout/{name}/")


def test_the_payment_page_shows_enough_to_know_ones_own(order):
    page = masked_browser(order).get("/checkout/payment/")
    assert page.find("confirmation-to") == "z•••@d•••.example"
    assert text_of(page.page).count(MASKED_ADDRESS) == 1
    assert page.find("masked") is not None
    for name in ("address", "email"):
        assert f'<a href="/checkout/{name}/">Change' not in page.page.text
    assert '<a href="/checkout/delivery/">Change' in page.page.text


def test_another_billing_address_is_masked_too(shopper, order):
    elsewhere = {k: v for k, v in ADDRESS.items() if k != "billing-same"}
    billing = {k.replace("delivery", "billing"): v for k, v in OTHER.items() if "delivery" in k}
    shopper.post("/checkout/address/", {**elsewhere, **billing})
    masked = masked_browser(order)
    for name in ("address", "payment"):
        assert "Bill goes to J••• D••• ••••• L••• France" in masked.get(f"/checkout/{name}/").text


def test_paying_goes_through_and_the_owner_sees_it(shopper, order):
    masked = masked_browser(order).get("/checkout/payment/").pay().at_bank()
    assert masked.place == "/checkout/done/"
    assert (masked.find("order-number"), masked.find("charged")) == (order.reference, "€17.80")
    assert "1 × product" in masked.text
    assert MASKED_ADDRESS in masked.text
    assert "on its way to the address that was given with the order" in masked.text
    assert "rue des Essais" in shopper.get("/checkout/done/").text
    assert "on its way to zoe@demo.example" in shopper.text


def test_a_failure_is_explained_and_can_be_tried_again(order):
    masked = masked_browser(order).get("/checkout/payment/").pay()
    masked.at_bank("refuse", reason="no_funds")
    assert masked.place == "/checkout/payment/"
    assert "not enough money" in masked.text
    assert masked.pay().at_bank().place == "/checkout/done/"


def test_choosing_another_delivery_works(order):
    assert masked_browser(order).choose_delivery().place == "/checkout/payment/"


# E-mail


def test_the_email_step_hints_at_nothing_and_says_what_it_erases(begun):
    masked = masked_browser(begun).get("/checkout/email/")
    field = masked.page.text.split('name="email"')[1].split(">")[0]
    box = masked.page.text.split('name="wants_reminders"')[1].split(">")[0]
    assert ("value=" in field, "checked" in box, "autofocus" in field) == (False, False, False)
    assert "If you enter your address, it becomes yours, and what they entered is" in masked.text
    assert '<a href="/checkout/address/" data-testid="go-on">' in masked.page.text


def test_an_accounts_address_is_not_filled_in_for_a_masked_visitor(order):
    """To enter it erases what somebody entered: it is no mere confirmation."""
    masked = masked_browser(order)
    sign_in(masked, UserFactory(), "/checkout/email/")
    assert masked.find("go-on") is not None
    assert "@" not in masked.page.text.split('name="email"')[1].split(">")[0]


@pytest.mark.parametrize("email", ["jane@example.com", "zoe@demo.example"])
def test_who_enters_an_address_begins_anew(order, email):
    """Even with the owner's: typing it gives access to nothing (M10)."""
    masked = masked_browser(order).give_email(email)
    assert masked.place == "/checkout/address/"
    assert "Z•••" not in masked.text
    assert (Address.objects.count(), OrderToken.objects.count()) == (0, 1)
    assert masked.give_address(**OTHER).place == "/checkout/delivery/"
    assert "2 quai Neuf" in masked.text
    assert holds_unmasked(masked)


def test_the_first_browser_then_starts_anew_itself(shopper, order):
    masked_browser(order).give_email("jane@example.com")
    assert shopper.get("/checkout/payment/").place == "/checkout/email/"
    assert "jane@example.com" not in shopper.page.text


def test_nothing_is_taken_over_while_a_payment_is_open(shopper, order):
    shopper.get("/checkout/payment/").pay()
    masked = masked_browser(order).give_email("jane@example.com")
    assert (masked.place, Address.objects.count()) == ("/cart/", 1)
    assert "A payment for this cart is under way." in masked.text


# Address


def test_a_complete_address_is_shown_masked_with_one_way_on(order):
    masked = masked_browser(order).get("/checkout/address/")
    assert MASKED_ADDRESS in masked.text
    assert "<input" not in masked.page.text.partition("<main")[2].partition("</main")[0]
    assert 'href="/checkout/delivery/" data-testid="continue"' in masked.page.text


@pytest.mark.parametrize("more", [{}, {"refresh": "1"}])
def test_a_complete_address_is_not_replaced(order, more):
    masked = masked_browser(order).post("/checkout/address/", {**OTHER, **more})
    assert masked.place == "/checkout/delivery/"
    assert "This order has its address already." in masked.text
    assert Address.objects.get().line1 == "1 rue des Essais"


def test_an_address_that_is_missing_can_be_given(begun):
    masked = masked_browser(begun)
    masked.give_address(**{**OTHER, "delivery-city": ""})
    assert masked.page.status_code == 422
    assert 'value="2 quai Neuf"' in masked.page.text
    assert FormError.objects.get().order == begun
    masked.give_address(**OTHER)
    assert (masked.place, Address.objects.get().line1) == ("/checkout/delivery/", "2 quai Neuf")
    assert "J••• D•••" in masked.text
    assert masked.choose_delivery().pay().at_bank().place == "/checkout/done/"


def test_a_draft_is_not_shown_and_nothing_of_it_is_left(begun):
    draft = {"country": "BE", "name": "Zoé Démo", "line2": "Appt 9", "phone": "0612345678"}
    for kind in ("delivery", "billing"):
        assert keep_typed(order=begun, kind=kind, fields=draft)
    masked = masked_browser(begun).get("/checkout/address/")
    for text in ("Zoé", "Z•••", "Appt 9", "0612345678", 'value="BE" selected'):
        assert text not in masked.page.text
    masked.give_address(**OTHER)
    found = Address.objects.values_list("kind", "country", "name", "line2", "phone").get()
    assert found == ("delivery", "FR", "Jane Doe", "", "")


def test_what_a_masked_visitor_types_is_not_kept(begun):
    """The owner ticked the box for themselves; their draft stays theirs."""
    keep_typed(order=begun, kind="delivery", fields={"country": "FR", "name": "Zoé Démo"})
    masked = masked_browser(begun).get("/checkout/address/")
    assert "/checkout/address/keep/" not in masked.page.text
    response = masked.post("/checkout/address/keep/", OTHER).page
    assert response.content.strip() == b""
    assert list(Address.objects.values_list("name", flat=True)) == ["Zoé Démo"]


def test_where_nothing_can_be_brought_a_masked_visitor_has_a_way_out(order):
    DeliveryRate.objects.update(zone=DeliveryZoneFactory(countries="BE"))
    masked = masked_browser(order).get("/checkout/delivery/")
    assert "We cannot bring this to France yet." in masked.text
    assert 'href="/checkout/email/" data-testid="back"' in masked.page.text


# Who is it?


def sign_in(shopper, user, next_page):
    form = {"login": user.email, "password": "correct horse", "next": next_page}
    return shopper.post("/account/login/", form)


@pytest.fixture
def account():
    return UserFactory()


@pytest.fixture
def accounts(shopper, variant, account):
    """An order that was begun with an account."""
    shopper.client.force_login(account)
    shopper.come_to_payment(variant)
    return Order.objects.get()


def test_signing_in_as_the_orders_account_shows_all_and_unmasks(accounts, account):
    masked = masked_browser(accounts).get("/checkout/payment/")
    assert "rue des Essais" not in masked.text
    sign_in(masked, account, "/checkout/payment/")
    assert masked.place == "/checkout/payment/"
    assert "1 rue des Essais 75011 Paris France" in masked.text
    assert masked.find("masked") is None
    assert holds_unmasked(masked)


def test_signing_in_after_paying_shows_all_and_unmasks(accounts, account):
    masked = masked_browser(accounts).get("/checkout/payment/").pay().at_bank()
    assert MASKED_ADDRESS in masked.text
    sign_in(masked, account, "/checkout/done/")
    assert "1 rue des Essais 75011 Paris France" in masked.text
    assert "zoe@demo.example" in masked.text
    assert holds_unmasked(masked)


def test_signing_out_lets_the_masked_order_go_too(accounts, account):
    masked = masked_browser(accounts)
    sign_in(masked, account, "/cart/")
    masked.post("/account/logout/")
    assert masked.client.cookies[COOKIE].value == ""


def test_signing_in_as_somebody_else_shows_nothing(order):
    masked = masked_browser(order)
    sign_in(masked, UserFactory(), "/checkout/payment/")
    assert (masked.place, masked.find("confirmation-to")) == (
        "/checkout/payment/",
        "z•••@d•••.example",
    )
    assert MASKED_ADDRESS in masked.text
    assert not holds_unmasked(masked)


def test_an_unmasked_secret_in_the_cookie_shows_all(order):
    masked = masked_browser(order)
    masked.client.cookies[COOKIE] = new_secret(order)
    assert 'value="zoe@demo.example"' in masked.get("/checkout/email/").page.text
    assert "1 rue des Essais 75011 Paris France" in masked.get("/checkout/payment/").text


def test_walking_the_steps_never_unmasks(order):
    masked = masked_browser(order)
    before = masked.client.cookies[COOKIE].value
    for name in [*STEPS, *reversed(STEPS)]:
        masked.get(f"/checkout/{name}/")
    assert masked.client.cookies[COOKIE].value == before
    assert OrderToken.objects.filter(is_masked=False).count() == 1


def test_a_masked_link_is_no_link_to_the_order(order):
    page = Shopper().get(f"/o/{new_secret(order, is_masked=True)}/").page
    forged = Shopper().get(f"/o/{'a' * 43}/").page
    assert (page.status_code, text_of(page)) == (404, text_of(forged))


def test_a_masked_token_of_one_order_opens_no_other(order, variant):
    other = Shopper().come_to_payment(variant)
    other.client.cookies[COOKIE] = new_secret(order, is_masked=True)
    assert other.get("/checkout/payment/").place == "/checkout/email/"
    assert other.find("go-on") is None


def test_after_the_order_its_masked_visitor_holds_an_empty_cart(shopper, order):
    saved = changing.add(cart=order.cart, variant=VariantFactory(), quantity=1)
    changing.save_for_later(cart=order.cart, line_id=saved.pk)
    masked = masked_browser(order).get("/checkout/payment/").pay().at_bank()
    assert "nothing in it yet" in masked.get("/cart/").text
    assert Cart.objects.get(state=CartState.OPEN).lines.count() == 1
    assert "Saved for later" in shopper.get("/cart/").text


def test_back_from_the_bank_without_cookies_tells_no_names(order):
    masked = masked_browser(order).get("/checkout/payment/").pay()
    payment_page = masked.place
    bare = Shopper().post(path_of(payment_page), {"answer": "accept"})
    assert "/checkout/return/" in bare.place
    assert "Z•••" not in bare.text


def test_what_needs_a_decision_is_settled_in_the_cart_first(order):
    Variant.objects.update(price=1390)
    assert masked_browser(order).get("/checkout/payment/").place == "/cart/"
