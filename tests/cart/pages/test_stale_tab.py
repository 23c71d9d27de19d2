"""A cart that is ordered between the look-up and the change (M12)."""

import pytest

from cart import changing
from cart.models import Cart, Line
from tests.factories import UserFactory, VariantFactory
from tests.shopper import Shopper

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("address", ["/cart/code/drop/", "/cart/agree/"])
def test_a_stale_tab_of_an_ordered_cart(monkeypatch, address):
    shopper = Shopper().add(VariantFactory())
    real = changing.touch

    def touch(cart, **changes):
        Cart.objects.update(state="ordered")
        real(cart, **changes)

    monkeypatch.setattr(changing, "touch", touch)
    monkeypatch.setattr("cart.promotions.codes.touch", touch)
    shopper.post(address)
    assert shopper.place == "/cart/"
    assert "That cart is no longer open." in shopper.text


def two_windows():
    """Two windows of one account's cart, on two machines, with one thing in it."""
    variant, user = VariantFactory(sku="CUP"), UserFactory()
    windows = Shopper(), Shopper()
    for window in windows:
        window.post("/account/login/", {"login": user.email, "password": "correct horse"})
    windows[0].add(variant, 2)
    return windows


BUTTONS = ["remove", "remove-saved", "undo", "undo-saved", "save", "move", "nonsense", ""]


@pytest.mark.parametrize("do", BUTTONS)
@pytest.mark.parametrize("is_new_cart", [False, True])
def test_every_button_of_a_line_that_is_erased(do, is_new_cart):
    here, there = two_windows()
    key = Line.objects.get().pk
    there.post("/cart/empty/")
    if is_new_cart:
        there.add(VariantFactory(sku="POT"))
    before = list(Line.objects.values())
    here.post(f"/cart/line/{key}/", {"do": do, "quantity": "3"})
    assert (here.place, here.page.status_code) == ("/cart/", 200)
    words = "This line has changed in another window." if is_new_cart else "no longer open"
    assert words in here.text
    assert list(Line.objects.values()) == before


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("remove", "save"),
        ("remove", "move"),
        ("remove", "remove"),
        ("remove", ""),
        ("save", "save"),
        ("save", "undo"),
        ("save", ""),
    ],
)
def test_a_button_that_another_window_was_faster_with(first, second):
    here, there = two_windows()
    key = Line.objects.get().pk
    there.post(f"/cart/line/{key}/", {"do": first})
    before = Line.objects.values().get()
    here.post(f"/cart/line/{key}/", {"do": second, "quantity": "5"})
    assert (here.place, here.page.status_code) == ("/cart/", 200)
    assert "This line has changed in another window." in here.text
    assert Line.objects.values().get() == before


@pytest.mark.parametrize(
    ("address", "data"),
    [
        ("/cart/agree/", {"price": "999999999:1290"}),
        ("/cart/joined/", {"do": "undo"}),
        ("/cart/joined/", {"do": "again", "lines": "999999999"}),
        ("/cart/code/drop/", {}),
        ("/cart/empty/", {}),
        ("/cart/keep/", {"next": "/cart/"}),
    ],
)
def test_every_other_form_after_another_window_emptied_the_cart(address, data):
    here, there = two_windows()
    there.post("/cart/empty/")
    assert here.post(address, data).place == "/cart/"
    assert (here.page.status_code, Line.objects.count()) == (200, 0)
