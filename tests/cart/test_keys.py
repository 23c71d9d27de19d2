"""One cart, open in several browsers: a key is as good as the token, while the cart is open."""

import pytest
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.http import HttpResponse
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from cart import browser, changing
from cart.browser import CartMiddleware
from cart.closing import close_cart
from cart.joining import join
from cart.models import Cart, CartKey, CartState
from shop.core.tokens import digest_of, new_token
from tests.factories import CartFactory, UserFactory, VariantFactory
from tests.shopper import Shopper

pytestmark = pytest.mark.django_db

COOKIE = settings.CART_COOKIE_NAME


def request_with(**cookies):
    request = RequestFactory().get("/")
    request.COOKIES.update(cookies)
    return request


def key_to(cart):
    """Return a secret that opens ``cart``, as another browser would hold it."""
    key = new_token()
    CartKey.objects.create(cart=cart, digest=key.digest)
    return key.secret


def elsewhere(cart):
    other = Shopper()
    other.client.cookies[COOKIE] = key_to(cart)
    return other


def opened(secret):
    request = request_with(**{COOKIE: secret})
    return browser.current_cart(request), browser.cart_of_cookie(request)


def test_holding_gives_this_browser_a_key_and_counts_anew(cart):
    request = request_with(cart_size="7")
    browser.hold(request, cart)
    response = CartMiddleware(lambda _request: HttpResponse())(request)
    secret = response.cookies[COOKIE].value
    assert CartKey.objects.values_list("cart", "digest").get() == (cart.pk, digest_of(secret))
    assert response.cookies[COOKIE]["max-age"] == 7776000
    assert response.cookies["cart_size"]["max-age"] == 0
    assert opened(secret) == (cart, cart)


def test_a_browser_that_opens_the_cart_keeps_its_token(shopper, variant):
    shopper.add(variant)
    cart, secret = Cart.objects.get(), shopper.client.cookies[COOKIE].value
    for held in (secret, key_to(cart)):
        request = request_with(**{COOKIE: held})
        browser.hold(request, cart)
        assert request.cart_cookies == {"cart_size": None}
    assert CartKey.objects.count() == 1


def test_token_and_keys_open_the_same_cart_at_once(shopper, variant):
    shopper.add(variant)
    cart = Cart.objects.get()
    first, second = elsewhere(cart), elsewhere(cart)
    first.add(variant)
    assert [each.get("/cart/").find("total") for each in (shopper, first, second)] == ["€25.80"] * 3
    assert Cart.objects.count() == 1


@pytest.mark.parametrize("state", [CartState.ORDERED, CartState.JOINED])
def test_a_key_opens_no_closed_cart(cart, state):
    secret = key_to(cart)
    Cart.objects.update(state=state)
    assert opened(secret) == (None, None)


@pytest.mark.parametrize("value", ["", "x", "a" * 43, "é" * 43])
def test_anything_else_opens_nothing(cart, value):
    key_to(cart)
    assert opened(value) == (None, None)


def test_the_digest_opens_nothing(cart):
    """Who reads the table has no key: digests are longer than secrets."""
    key_to(cart)
    assert opened(CartKey.objects.get().digest) == (None, None)


@pytest.mark.parametrize("which", ["token", "key", "neither"])
def test_finding_the_cart_is_one_query(which):
    token = new_token()
    cart = CartFactory(token_digest=token.digest)
    secret = {"token": token.secret, "key": key_to(cart), "neither": "a" * 43}[which]
    for find in (browser.current_cart, browser.cart_of_cookie):
        with CaptureQueriesContext(connection) as asked:
            found = find(request_with(**{COOKIE: secret}))
        assert (found, len(asked)) == (None if which == "neither" else cart, 1)


def test_both_unique_indexes_find_the_cart():
    carts = Cart.objects.bulk_create(Cart(token_digest=new_token().digest) for _ in range(3000))
    CartKey.objects.bulk_create(CartKey(cart=each, digest=new_token().digest) for each in carts)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    with CaptureQueriesContext(connection) as asked:
        browser.current_cart(request_with(**{COOKIE: new_token().secret}))
    with connection.cursor() as cursor:
        how = "EXPLAIN" if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN"
        cursor.execute(f"{how} {asked[0]['sql']}")
        plan = "\n".join(str(row) for row in cursor.fetchall())
    index = {"postgresql": "cart_one_a_token", "sqlite": "sqlite_autoindex_cart_cart_1"}
    assert index[connection.vendor] in plan
    for table in ("cart_cart", "cart_cartkey"):
        assert f"Seq Scan on {table} " not in plan
        assert f"SCAN {table}" not in plan


def test_a_digest_is_there_once(cart):
    key_to(cart)
    with pytest.raises(IntegrityError), transaction.atomic():
        CartKey.objects.create(cart=cart, digest=CartKey.objects.get().digest)


def test_what_follows_an_ordered_cart_opens_only_where_it_began(shopper, variant):
    """Whoever paid by a link does not get what its owner had saved for later."""
    shopper.add(variant, 2)
    cart = Cart.objects.get()
    other = elsewhere(cart)
    following = close_cart(cart=cart, bought={variant.pk: 1})
    assert shopper.get("/cart/").page.context["contents"].cart == following
    assert "nothing in it yet" in other.get("/cart/").text


def test_what_comes_in_from_an_account_is_shown_to_no_other_browser(cart, line):
    user = UserFactory()
    own = CartFactory(user=user)
    changing.add(cart=own, variant=VariantFactory(), quantity=1)
    secrets = key_to(cart), key_to(own)
    assert join(cart=cart, user=user, is_in_checkout=False).offered == 1
    assert [opened(each) for each in secrets] == [(None, None)] * 2
    assert CartKey.objects.count() == 0


def test_a_cart_that_only_gets_an_owner_stays_open_elsewhere(cart, line):
    """Somebody may be paying there."""
    secret = key_to(cart)
    join(cart=cart, user=UserFactory(), is_in_checkout=False)
    assert opened(secret) == (cart, cart)


def test_emptying_erases_the_keys(cart):
    key_to(cart)
    changing.empty(cart=cart)
    assert CartKey.objects.count() == 0
