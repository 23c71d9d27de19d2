"""A guest's cart and an account's meet when somebody signs in: the matrix, as people see it (M9)."""

import pytest
from playwright.sync_api import expect

from cart import changing
from cart.models import Cart, CartState
from catalog.models import Variant
from tests.browser.looks import assert_accessible_at_every_size
from tests.factories import CartFactory, PromotionFactory, UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.enable_socket]

EMAIL, PASSWORD = "jane@example.com", "correct horse"
# What the account's cart holds: of the same thing five, another thing, the other thing put aside.
THERE = ["nothing", "same", "other", "saved"]


def account(there):
    """Make an account whose cart of another day holds what ``there`` says."""
    user = UserFactory(email=EMAIL, password=PASSWORD)
    if there != "nothing":
        own = CartFactory(user=user, language="en")
        sku, quantity = ("L", 5) if there == "same" else ("M", 1)
        variant = Variant.objects.get(sku=sku)
        line = changing.add(cart=own, variant=variant, quantity=quantity)
        if there == "saved":
            changing.save_for_later(cart=own, line_id=line.pk)
    return user


def sign_in(w, address="/account/login/"):
    w.go(address).fill(login=EMAIL, password=PASSWORD)
    w.page.get_by_role("main").get_by_role("button").last.click()
    w.page.wait_for_url(lambda url: "/account/login/" not in url)
    return w


def quantities(w):
    """Return what the cart's page shows: ``{SKU: quantity}`` in the cart, and what is put aside."""
    w.go("/cart/")
    shown = {
        sku: int(w.at(f"quantity-{sku}").input_value())
        for sku in "ML"
        if w.at(f"quantity-{sku}").count()
    }
    return shown, [sku for sku in "ML" if w.at(f"move-{sku}").count()]


IN_CART = {
    ("empty", "nothing"): ({}, []),
    ("empty", "same"): ({"L": 5}, []),
    ("empty", "other"): ({"M": 1}, []),
    ("empty", "saved"): ({}, ["M"]),
    ("filled", "nothing"): ({"L": 2}, []),
    ("filled", "same"): ({"L": 5}, []),
    ("filled", "other"): ({"L": 2}, ["M"]),
    ("filled", "saved"): ({"L": 2}, ["M"]),
}


WITH_SCRIPTS = [
    pytest.param(*met, True, marks=() if met[0] == "filled" else pytest.mark.slow)
    for met in IN_CART
]
WITHOUT_SCRIPTS = [
    pytest.param(*met, False, marks=() if met == ("filled", "same") else pytest.mark.slow)
    for met in IN_CART
]


@pytest.mark.parametrize(("here", "there", "has_script"), [*WITH_SCRIPTS, *WITHOUT_SCRIPTS])
def test_signing_in(walk, copies, here, there, has_script):
    account(there)
    w = walk(java_script_enabled=has_script)
    if here == "filled":
        w.add(quantity=2)
    assert quantities(sign_in(w)) == IN_CART[here, there]
    is_joined = here == "filled" and there != "nothing"
    expect(w.at("joined")).to_have_count(int(is_joined))
    if is_joined:
        if has_script:
            assert_accessible_at_every_size(w.page)
        else:
            copies.check(w.page)
        w.click("joined-undo")
        expect(w.at("joined")).to_have_count(0)
        assert quantities(w) == ({"L": 2}, [])


@pytest.mark.parametrize("there", THERE)
@pytest.mark.parametrize("is_begun", [False, True])
def test_signing_in_on_the_way_to_an_order(walk, there, is_begun):
    """With a script or without, from its first step, or anywhere once an order is begun."""
    user = account(there)
    Cart.objects.filter(user=user).update(promotion=PromotionFactory(code="EARLIER"))
    w = walk(java_script_enabled=not is_begun)
    if is_begun:
        w.come_to_address(quantity=2).go("/checkout/address/")
        total = w.amount("total")
        sign_in(w).go("/checkout/address/")
    else:
        w.come_to_email(quantity=2)
        total = w.amount("total")
        w.page.get_by_role("main").get_by_test_id("sign-in").click()
        sign_in(w, w.page.url.removeprefix(w.base)).see("/checkout/email/$")
        notices = w.page.locator(".notices").filter(has_text="earlier cart")
        expect(notices).to_have_count(int(there != "nothing"))
    assert w.amount("total") == total
    aside = ["M"] if there in ("other", "saved") else []
    assert quantities(w) == ({"L": 2}, aside)
    expect(w.at("joined-undo")).to_have_count(len(aside))
    if there == "same":
        if not is_begun:
            assert_accessible_at_every_size(w.page)
        w.click("take-L")
        expect(w.at("joined")).to_have_count(0)
        assert quantities(w) == ({"L": 5}, [])


@pytest.mark.parametrize("here", ["empty", "filled"])
def test_opening_an_account(walk, here):
    w = walk()
    if here == "filled":
        w.add(quantity=2)
    w.go("/account/signup/").fill(email=EMAIL, password1="wide horse 12")
    w.page.get_by_role("main").get_by_role("button").last.click()
    w.page.wait_for_url(lambda url: "/account/signup/" not in url)
    assert quantities(w) == ({"L": 2} if here == "filled" else {}, [])
    expect(w.at("joined")).to_have_count(0)
    assert Cart.objects.filter(user__email=EMAIL).count() == (here == "filled")


def test_opening_an_account_on_the_way_to_an_order(walk):
    w = walk().come_to_email(quantity=2)
    total = w.amount("total")
    w.go("/account/signup/?next=/checkout/email/")
    w.fill(email=EMAIL, password1="wide horse 12")
    w.page.get_by_role("main").get_by_role("button").last.click()
    w.see("/checkout/email/$")
    assert w.amount("total") == total


@pytest.mark.parametrize("has_script", [True, False])
def test_what_was_undone_comes_back(walk, has_script):
    account("other")
    w = sign_in(walk(java_script_enabled=has_script).add(quantity=2)).go("/cart/")
    w.click("joined-undo")
    expect(w.at("line-M")).to_have_count(0)
    w.click("undo-joined")
    expect(w.at("move-M")).to_be_visible()
    expect(w.at("joined")).to_have_count(0)


def test_what_is_left_so_is_asked_once(walk):
    account("same")
    w = sign_in(walk().add(quantity=2)).go("/cart/").click("joined-keep")
    expect(w.at("joined")).to_have_count(0)
    assert quantities(w) == ({"L": 5}, [])


def test_two_windows_answer_differently(walk):
    account("same")
    w = sign_in(walk().add(quantity=2)).go("/cart/")
    other = w.page.context.new_page()
    other.goto(w.page.url)
    other.get_by_test_id("joined-keep").click()
    expect(other.get_by_test_id("joined")).to_have_count(0)
    w.click("joined-undo").see("/cart/$")
    expect(w.page.locator(".notices")).to_be_visible()
    assert quantities(w) == ({"L": 5}, [])
    assert Cart.objects.filter(state=CartState.OPEN).count() == 1
