from datetime import timedelta

import pytest
from django.conf import settings

from cart.models import Cart, CartState
from shop.core.tokens import digest_of
from tests.core.test_agents import CHROME, STOREBOT
from tests.factories import UserFactory, VariantFactory
from tests.shopper import Shopper

pytestmark = pytest.mark.django_db


def cookie(shopper, name=settings.CART_COOKIE_NAME):
    morsel = shopper.client.cookies.get(name)
    return morsel.value if morsel else None


def test_looking_around_needs_no_cart(shopper, variant):
    shopper.get("/").get("/cart/").get(f"/p/{variant.product.slug}/")
    assert (cookie(shopper), Cart.objects.count()) == (None, 0)


def test_the_database_holds_a_hash_of_the_cookie(shopper, variant):
    shopper.add(variant)
    secret = cookie(shopper)
    assert Cart.objects.get().token_digest == digest_of(secret)
    assert secret not in str(Cart.objects.values().get())


def test_the_cookie_is_for_this_shop_and_no_script(shopper, variant):
    shopper.add(variant)
    morsel = shopper.client.cookies[settings.CART_COOKIE_NAME]
    assert (morsel["httponly"], morsel["samesite"], morsel["max-age"]) == (True, "Lax", 7776000)


def test_the_number_in_the_header_costs_no_query(shopper, variant, django_assert_num_queries):
    shopper.get("/")
    shopper.add(variant, 2)
    with django_assert_num_queries(3):  # what the home page itself asks
        shopper.get("/")
    assert shopper.find("cart-size") == "2"


def test_after_a_break_one_query_finds_the_cart(shopper, variant, django_assert_num_queries):
    shopper.add(variant, 2)
    del shopper.client.cookies["cart_size"]
    with django_assert_num_queries(5):  # the page's three, the cart, its number
        shopper.get("/")
    assert "We kept your cart: 2 things are in it." in shopper.text


def test_keeping_the_cart_ends_the_note_and_returns(shopper, variant):
    shopper.add(variant)
    del shopper.client.cookies["cart_size"]
    shopper.post("/cart/keep/", {"next": "/search/?q=cup"})
    assert shopper.place == "/search/?q=cup"
    assert "We kept your cart" not in shopper.get("/").text


@pytest.mark.parametrize("address", ["//evil.example/", "https://evil.example/", "/\\evil", ""])
def test_keeping_the_cart_never_leads_away(shopper, variant, address):
    shopper.add(variant)
    assert shopper.post("/cart/keep/", {"next": address}).place == "/"


def test_a_page_of_somebody_with_a_cart_is_not_given_to_strangers(shopper, variant):
    shopper.add(variant).get("/")
    assert 'data-testid="cart-size"' in shopper.page.text
    assert 'data-testid="cart-size"' not in Shopper().get("/").page.text
    assert "Cookie" in shopper.page.headers["Vary"]


@pytest.mark.parametrize("value", ["", "x", "a" * 43, "é" * 43, "a" * 5000, "0"])
def test_a_cookie_that_is_none_of_ours_opens_nothing(shopper, variant, value):
    Shopper().add(variant)
    shopper.client.cookies[settings.CART_COOKIE_NAME] = value
    assert shopper.get("/cart/").find("line-CUP") is None
    shopper.add(variant)
    assert shopper.find("total") == "€12.90"


@pytest.mark.parametrize("value", ["", "-1", "x", "²", "9" * 400])
def test_a_number_that_somebody_made_up_breaks_nothing(shopper, variant, value):
    shopper.add(variant)
    shopper.client.cookies["cart_size"] = value
    assert shopper.get("/").page.status_code == 200


def test_a_closed_cart_is_followed_by_a_new_one(shopper, variant):
    shopper.add(variant)
    Cart.objects.update(state=CartState.ORDERED)
    shopper.add(variant)
    assert Cart.objects.filter(state=CartState.OPEN).count() == 1
    assert shopper.find("total") == "€12.90"


def test_two_guests_never_meet(shopper, variant):
    shopper.add(variant, 3)
    other = Shopper().add(variant, 1)
    assert (shopper.get("/cart/").find("total"), other.find("total")) == ("€38.70", "€12.90")


@pytest.fixture
def account():
    return UserFactory(email="jane@example.com")


def sign_in(shopper, next_page="/"):
    form = {"login": "jane@example.com", "password": "correct horse", "next": next_page}
    return shopper.post("/account/login/", form)


def test_a_cart_survives_signing_in_and_out(shopper, variant, account):
    shopper.add(variant)
    sign_in(shopper)
    assert Cart.objects.get().user == account
    assert shopper.get("/cart/").find("total") == "€12.90"
    shopper.post("/account/logout/")
    assert shopper.get("/cart/").find("total") == "€12.90"


def test_a_cart_survives_signing_up(shopper, variant):
    shopper.add(variant)
    shopper.post("/account/signup/", {"email": "new@example.com", "password1": "wide horse 12"})
    assert Cart.objects.get().user.email == "new@example.com"
    assert shopper.get("/cart/").find("total") == "€12.90"


def test_signing_in_is_no_return(shopper, variant, account):
    sign_in(shopper.add(variant))
    assert "We kept your cart" not in shopper.get("/").text
    assert shopper.find("cart-size") == "1"


def test_an_account_finds_its_cart_on_another_machine(shopper, variant, account):
    shopper.add(variant)
    sign_in(shopper)
    other = sign_in(Shopper())
    assert other.get("/").find("cart-size") == "1"
    assert other.get("/cart/").find("total") == "€12.90"


def test_signing_in_tells_what_was_laid_beside(shopper, variant, account):
    sign_in(shopper).add(variant, 5).add(VariantFactory(sku="POT"))
    other = sign_in(Shopper().add(variant, 1))
    assert "Of 1 thing your earlier cart held more" in other.text
    assert "1 thing from your earlier cart lies beside this one" in other.text
    assert other.get("/cart/").find("line-total-CUP") == "€64.50"


def test_signing_in_on_the_way_to_an_order_changes_nothing_in_it(shopper, variant, account):
    sign_in(Shopper()).add(variant, 5)
    shopper.add(variant, 1)
    sign_in(shopper, next_page="/checkout/email/")
    assert shopper.place == "/checkout/email/"
    assert shopper.find("subtotal") == "€12.90"


def test_a_browser_shows_nobody_elses_account_cart(shopper, variant, account):
    sign_in(shopper.add(variant))
    shopper.post("/account/logout/")
    UserFactory(email="john@example.com")
    shopper.post("/account/login/", {"login": "john@example.com", "password": "correct horse"})
    assert "nothing in it yet" in shopper.get("/cart/").text


def test_signing_in_never_fails_because_of_a_cart(shopper, variant, account, monkeypatch):
    def broken(**_kwargs):
        raise RuntimeError

    monkeypatch.setattr("cart.signals.join", broken)
    sign_in(shopper.add(variant))
    assert shopper.place == "/"


def test_the_break_is_as_long_as_the_setting(shopper, variant, settings):
    settings.WELCOME_BACK_HOURS = 2
    shopper.add(variant)
    age = shopper.client.cookies["cart_size"]["max-age"]
    assert timedelta(seconds=age) == timedelta(hours=2)


@pytest.mark.parametrize(("agent", "is_agent"), [(STOREBOT, True), (CHROME, False)])
def test_a_program_is_served_like_anybody_and_its_cart_is_marked(variant, agent, is_agent):
    shopper = Shopper(HTTP_USER_AGENT=agent)
    assert shopper.add(variant).give_email().place == "/checkout/address/"
    assert Cart.objects.get().is_of_agent == is_agent
