"""The way through the steps: nobody skips ahead, everybody may go back, nothing leaks."""

import re

import pytest
from django.conf import settings

from cart.models import Cart, DeliveryMethod, DeliveryRate
from catalog.models import Stock, Variant
from checkout.models import Address, FormError, Order, Step
from checkout.payments.asking import ask_about
from shop.core.messaging.models import Consent
from tests.factories import (
    DeliveryMethodFactory,
    DeliveryZoneFactory,
    PromotionFactory,
    UserFactory,
    VariantFactory,
)
from tests.orders import at_bank, pay, ready_order
from tests.shopper import ADDRESS, Shopper

pytestmark = pytest.mark.django_db
STEPS = ["email", "address", "delivery", "payment"]


def reached(shopper):
    return [name for name in STEPS if shopper.get(f"/checkout/{name}/").place.endswith(f"/{name}/")]


def test_no_step_is_open_before_the_ones_that_come_first(shopper, variant):
    shopper.add(variant)
    assert reached(shopper) == ["email"]
    shopper.give_email()
    assert reached(shopper) == ["email", "address"]
    shopper.give_address()
    assert reached(shopper) == ["email", "address", "delivery"]
    shopper.choose_delivery()
    assert reached(shopper) == STEPS


def test_skipping_ahead_leads_to_the_first_unfinished_step(shopper, variant):
    shopper.add(variant).give_email()
    for address in ("/checkout/payment/", "/checkout/delivery/", "/checkout/"):
        assert shopper.get(address).place == "/checkout/address/"
    shopper.post("/checkout/payment/", {"shown_total": 1, "gateway": "testbank"})
    assert shopper.place == "/checkout/address/"


@pytest.mark.parametrize("name", [*STEPS, ""])
def test_without_a_cart_there_is_no_checkout(shopper, variant, name):
    address = f"/checkout/{name}/" if name else "/checkout/"
    assert shopper.get(address).place == "/cart/"
    assert shopper.post(address).place == "/cart/"


def test_what_needs_a_decision_is_settled_in_the_cart_first(shopper, variant):
    shopper.come_to_payment(variant)
    Variant.objects.update(price=1390)
    assert shopper.get("/checkout/payment/").place == "/cart/"
    assert "Something in your cart needs your decision" in shopper.text


def test_each_step_shows_what_was_entered(shopper, variant):
    shopper.come_to_payment(variant)
    assert 'value="zoe@demo.example"' in shopper.get("/checkout/email/").page.text
    assert 'value="1 rue des Essais"' in shopper.get("/checkout/address/").page.text
    assert "1 rue des Essais 75011 Paris France" in shopper.get("/checkout/payment/").text


QUERIES = {"email": 6, "address": 6, "delivery": 6, "payment": 7}


@pytest.mark.parametrize("name", STEPS)
@pytest.mark.parametrize("count", [1, 30])
def test_step_costs_the_same_queries_for_few_and_many(
    shopper, variant, django_assert_num_queries, name, count
):
    shopper.fill(VariantFactory.create_batch(count - 1))
    shopper.come_to_payment(variant)
    with django_assert_num_queries(QUERIES[name]):
        shopper.get(f"/checkout/{name}/")


@pytest.mark.parametrize(
    ("email", "words"),
    [
        ("", "Please enter your e-mail address: the confirmation goes there."),
        ("zoe", "This is not an e-mail address. It should look like name@example.com."),
        ("a" * 300 + "@demo.example", "No e-mail address is that long."),
        ("zoe@demo.example\0", "Null characters are not allowed."),
        ("🍵@demo", "This is not an e-mail address."),
    ],
)
def test_a_wrong_address_is_explained_and_kept(shopper, variant, email, words):
    shopper.add(variant).give_email(email)
    assert shopper.page.status_code == 422
    assert words in shopper.text
    assert Order.objects.count() == 0
    assert FormError.objects.filter(step=Step.EMAIL, field="email", order=None).exists()


def test_the_box_is_not_ticked_for_anybody(shopper, variant):
    shopper.add(variant).get("/checkout/email/")
    box = shopper.page.text.split('name="wants_reminders"')[1].split(">")[0]
    assert "checked" not in box
    shopper.give_email(wants_reminders="on")
    assert Consent.objects.filter(is_given=True).count() == 1
    box = shopper.get("/checkout/email/").page.text.split('name="wants_reminders"')[1].split(">")[0]
    assert "checked" in box


@pytest.mark.parametrize(
    ("policy", "is_offered", "version"),
    [("strict", True, "checkout-opt-out-2026-11"), ("opt_in", False, "checkout-2026-11")],
)
def test_customers_are_told_of_reminders_and_can_refuse(
    shopper, variant, settings, policy, is_offered, version
):
    settings.REMINDER_CONSENT = policy
    shopper.add(variant).get("/checkout/email/")
    assert ("Once you have ordered here, we may also write to you" in shopper.text) == is_offered
    boxes = re.findall(r'name="refuses_reminders"[^>]*', shopper.page.text)
    assert ["checked" in box for box in boxes] == [False] * is_offered
    assert re.findall(r'name="notice" value="([^"]*)"', shopper.page.text) == [version]
    shopper.give_email(refuses_reminders="on", notice=version)
    order = Order.objects.get()
    assert (order.notice_version, order.refuses_reminders) == (version, is_offered)
    assert Consent.objects.filter(is_given=False, text_version=version).count() == is_offered
    boxes = re.findall(r'name="refuses_reminders"[^>]*', shopper.get("/checkout/email/").page.text)
    assert ["checked" in box for box in boxes] == [True] * is_offered


@pytest.mark.parametrize("said", ["", "checkout-opt-out-2099-01", "<b>" * 99])
def test_a_notice_that_nobody_knows_makes_no_customer(shopper, variant, said):
    shopper.add(variant).give_email(notice=said)
    assert Order.objects.get().notice_version == "checkout-2026-11"


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("America/Toronto", "America/Toronto"),
        ("", ""),
        ("UTC", ""),
        ("Europe/Atlantis", ""),
        ("' OR 1=1 --" * 100, ""),
    ],
)
def test_the_browsers_time_zone_is_kept_and_garbage_is_not_mentioned(shopper, variant, said, kept):
    shopper.add(variant).get("/checkout/email/")
    assert "js/time-zone.js" in shopper.page.text
    assert 'name="time_zone" data-time-zone=""' in shopper.page.text
    assert shopper.give_email(time_zone=said).place == "/checkout/address/"
    assert "js/time-zone.js" not in shopper.page.text
    assert Order.objects.get().time_zone == kept


def test_the_notice_says_what_is_kept_and_for_how_long(shopper, variant):
    shopper.add(variant).get("/checkout/email/")
    assert "is kept for 90 days" in shopper.text
    assert "give it to nobody" in shopper.text


def test_an_account_finds_its_address_filled_in(shopper, variant):
    user = UserFactory(email="jane@example.com")
    shopper.client.force_login(user)
    shopper.add(variant).get("/checkout/email/")
    assert 'value="jane@example.com"' in shopper.page.text
    shopper.give_email("jane@example.com")
    assert Order.objects.get().user == user


@pytest.mark.parametrize(
    "address", ["/checkout/address/", "/checkout/payment/", "/checkout/email/"]
)
def test_a_cart_alone_shows_nobodys_name_or_address(shopper, variant, address):
    """Who holds the cart's cookie and not the order's sees a cart, and no person (M10, R5)."""
    shopper.come_to_payment(variant)
    stranger = Shopper()
    stranger.client.cookies[settings.CART_COOKIE_NAME] = shopper.client.cookies["cart"].value
    stranger.get(address)
    assert stranger.place == "/checkout/email/"
    for secret in ("zoe@demo.example", "rue des Essais", "Zoé"):
        assert secret not in stranger.page.text


def test_typing_anothers_address_gives_nothing_of_theirs(shopper, variant):
    shopper.come_to_payment(variant)
    attacker = Shopper().add(variant).give_email("zoe@demo.example")
    assert "rue des Essais" not in attacker.page.text
    stranger = Shopper()
    stranger.client.cookies[settings.CART_COOKIE_NAME] = shopper.client.cookies["cart"].value
    stranger.give_email("zoe@demo.example")
    assert (stranger.place, Address.objects.count()) == ("/checkout/address/", 0)
    assert "rue des Essais" not in stranger.page.text


def test_the_account_sees_its_order_on_another_machine(shopper, variant):
    user = UserFactory()
    shopper.client.force_login(user)
    shopper.come_to_payment(variant)
    other = Shopper()
    other.client.force_login(user)
    assert other.get("/checkout/payment/").place == "/checkout/payment/"
    other.pay().at_bank()
    assert other.place == "/checkout/done/"
    assert other.find("order-number") == Order.objects.get().reference


def test_signing_out_closes_the_order_and_keeps_the_cart(shopper, variant):
    shopper.client.force_login(UserFactory())
    shopper.come_to_payment(variant).post("/account/logout/")
    assert shopper.get("/checkout/payment/").place == "/checkout/email/"
    assert "rue des Essais" not in shopper.page.text
    assert shopper.get("/cart/").find("line-total-CUP") == "€12.90"


def test_a_half_typed_bill_address_is_on_no_order(shopper, variant):
    shopper.come_to_payment(variant, wants_reminders="on")
    for country in ("FR", "Q!", ""):
        data = {"billing-country": country, "billing-name": "Half ty"}
        shopper.post("/checkout/address/keep/", data)
    assert "Half ty" not in shopper.get("/checkout/payment/").text
    shopper.pay().at_bank()
    assert "Half ty" not in shopper.text


def test_wrong_fields_are_explained_kept_and_counted(shopper, variant):
    shopper.add(variant).give_email()
    shopper.give_address(
        **{"delivery-postcode": "750", "delivery-city": "", "delivery-name": "\u202eZoé"}
    )
    assert shopper.page.status_code == 422
    assert "This is not a postcode of France. An example: 33380." in shopper.text
    assert 'value="750"' in shopper.page.text
    fields = set(FormError.objects.values_list("field", "code"))
    assert fields == {("delivery-postcode", "invalid"), ("delivery-city", "required")}
    assert Order.objects.get().error_count == 2


def test_another_country_asks_for_its_own_fields_and_keeps_what_was_typed(shopper, variant):
    shopper.add(variant).give_email()
    shopper.give_address(**{"delivery-country": "US", "refresh": "1", "delivery-postcode": "x"})
    assert shopper.page.status_code == 200
    assert "ZIP code" in shopper.text
    assert 'name="delivery-area"' in shopper.page.text
    assert 'value="1 rue des Essais"' in shopper.page.text
    assert (Address.objects.count(), FormError.objects.count()) == (0, 0)


def test_only_countries_that_are_delivered_to_can_be_chosen(shopper, variant):
    DeliveryRate.objects.update(zone=DeliveryZoneFactory(countries="FR,BE"))
    shopper.add(variant).give_email()
    assert 'value="DE"' not in shopper.get("/checkout/address/").page.text
    shopper.give_address(**{"delivery-country": "DE"})
    assert "We do not deliver there yet." in shopper.text


def test_the_bill_may_go_elsewhere(shopper, variant):
    shopper.add(variant).give_email()
    data = {name: value for name, value in ADDRESS.items() if name != "billing-same"}
    shopper.post("/checkout/address/", data)
    assert 'name="billing-line1"' in shopper.page.text  # ticked off without a script: asked now
    billing = {
        name.replace("delivery-", "billing-"): value
        for name, value in data.items()
        if "phone" not in name
    }
    shopper.post("/checkout/address/", {**data, **billing, "billing-city": ""})
    assert shopper.page.status_code == 422
    shopper.post("/checkout/address/", {**data, **billing, "billing-name": "Firma"})
    assert shopper.place == "/checkout/delivery/"
    assert "Firma" in shopper.choose_delivery().text


def test_delivery_shows_the_price_that_is_charged(shopper, variant):
    DeliveryMethodFactory(name_en="Express", position=1, rates=[{"price": 1290}])
    shopper.add(variant).give_email().give_address()
    shopper.choose_delivery(2)
    assert shopper.find("delivery-price") == "€12.90"
    assert shopper.shown_total == 2580
    assert Order.objects.get().delivery_method.name_en == "Express"


@pytest.mark.parametrize("method", ["", "999999", "x", "9" * 40])
def test_a_delivery_that_is_not_offered_is_refused(shopper, variant, method):
    shopper.add(variant).give_email().give_address()
    shopper.post("/checkout/delivery/", {"method": method})
    assert shopper.page.status_code == 422
    assert FormError.objects.filter(step=Step.DELIVERY, field="method").exists()


def test_where_nothing_can_be_brought_the_way_out_is_shown(shopper, variant):
    shopper.add(variant).give_email().give_address()
    DeliveryMethod.objects.update(is_active=False)
    DeliveryMethodFactory(countries="BE")
    shopper.get("/checkout/delivery/")
    assert "We cannot bring this to France yet." in shopper.text


def test_a_delivery_that_is_withdrawn_is_asked_anew(shopper, variant):
    shopper.come_to_payment(variant)
    DeliveryMethod.objects.update(is_active=False)
    DeliveryMethodFactory()
    assert shopper.get("/checkout/payment/").place == "/checkout/delivery/"


def test_emptying_the_cart_erases_what_was_typed(shopper, variant):
    shopper.come_to_payment(variant).post("/cart/empty/")
    assert (Order.objects.count(), Address.objects.count(), Cart.objects.count()) == (0, 0, 0)


def test_a_cart_with_a_payment_under_way_is_not_emptied(shopper, variant):
    shopper.come_to_payment(variant).pay().post("/cart/empty/")
    assert "A payment for this cart is under way." in shopper.text
    assert Order.objects.count() == 1


def test_emptying_after_a_refusal_gives_the_stock_back(shopper, variant):
    shopper.come_to_payment(variant, 3).pay().at_bank("refuse")
    assert Stock.objects.get().reserved == 3
    shopper.post("/cart/empty/")
    assert (Order.objects.count(), Stock.objects.get().reserved) == (0, 0)


@pytest.mark.parametrize("name", STEPS)
def test_steps_are_never_kept_by_a_cache(shopper, variant, name):
    shopper.come_to_payment(variant)
    assert "no-store" in shopper.get(f"/checkout/{name}/").page.headers["Cache-Control"]


def typed(**fields):
    return {f"delivery-{name}": value for name, value in fields.items()}


def test_with_the_box_ticked_what_is_typed_is_kept_and_said(shopper, variant):
    shopper.add(variant).give_email(wants_reminders="on")
    data = {**typed(country="FR", name="Zoé", postcode="9" * 50, line1="a\0b"), "billing-same": "1"}
    shopper.post("/checkout/address/keep/", data)
    assert shopper.text.startswith("Kept as you typed it")
    draft = Address.objects.get()
    assert (draft.name, draft.postcode, draft.line1, draft.city) == ("Zoé", "9" * 20, "ab", "")
    assert not draft.is_complete
    assert 'value="Zoé"' in shopper.get("/checkout/address/").page.text
    assert shopper.get("/checkout/delivery/").place == "/checkout/address/"
    shopper.give_address()
    assert (shopper.place, Address.objects.get().is_complete) == ("/checkout/delivery/", True)


def test_without_the_box_nothing_is_kept_before_continue(shopper, variant):
    shopper.add(variant).give_email()
    assert 'hx-post="/checkout/address/keep/"' not in shopper.get("/checkout/address/").page.text
    shopper.post("/checkout/address/keep/", typed(country="FR", name="Zoé"))
    assert (shopper.text, Address.objects.count()) == ("", 0)


def test_a_complete_address_is_replaced_by_continue_alone(shopper, variant):
    shopper.add(variant).give_email(wants_reminders="on").give_address()
    shopper.post("/checkout/address/keep/", {**typed(country="FR", name="X"), "billing-same": "1"})
    assert shopper.text == ""
    assert Address.objects.values_list("name", "is_complete").get() == ("Zoé Démo", True)
    assert shopper.get("/checkout/address/keep/").place == "/checkout/address/"


def test_a_code_that_counts_no_more_is_told_in_checkout(shopper, variant):
    """Who has ordered before is known once the address is: the total rises, and says why (S4.2)."""
    method = DeliveryMethodFactory(rates=[{"price": 500}])
    payment = pay(ready_order({VariantFactory(): 1}, method=method))
    at_bank(payment)
    ask_about(payment)
    PromotionFactory(code="FIRST", is_for_first_order=True)
    shopper.add(variant).post("/cart/code/", {"code": "FIRST"})
    assert shopper.get("/checkout/email/").find("code-waits") is None
    shopper.give_email()
    words = "The code FIRST is for a first order, and you have ordered here before."
    assert shopper.find("code-waits").startswith(words)
    shopper.give_address().choose_delivery()
    assert shopper.find("code-waits").startswith(words)


def test_a_code_that_stops_to_count_on_the_way_says_why(shopper, variant):
    """Promised in the cart for Belgium, it is not for the country that was typed (S4.2)."""
    zone = DeliveryZoneFactory(countries="BE")
    DeliveryMethodFactory(name_en="Post", rates=[{"zone": zone, "price": 990}])
    PromotionFactory(code="VOISINS", percent=10, countries="BE")
    shopper.add(variant).post("/cart/country/", {"country": "BE"})
    shopper.post("/cart/code/", {"code": "VOISINS"}).give_email()
    assert (shopper.find("code-waits"), shopper.find("discount")) == (None, "−€1.29")
    shopper.give_address()  # France
    assert shopper.find("discount") is None
    assert shopper.find("code-waits") == (
        "The code VOISINS is for deliveries to: Belgium. Yours goes to: France."
    )
