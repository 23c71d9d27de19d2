"""What becomes of a guest's cart and an account's when they meet: the whole matrix (M9, S3.6, S5.1).

Walked through the shop's own pages, so that it holds for what allauth sends and when.
"""

import pytest

from cart import changing
from cart.joining import Joined, join
from cart.models import Cart, CartState, Line
from checkout.gateways.testbank.models import Answer
from checkout.models import Order, OrderState
from checkout.payments.asking import ask_about
from shop.core.messaging.models import Message
from tests.factories import (
    CartFactory,
    DeliveryMethodFactory,
    PromotionFactory,
    UserFactory,
    VariantFactory,
)
from tests.orders import at_bank, pay, ready_order
from tests.shopper import Shopper

pytestmark = pytest.mark.django_db

PASSWORD = "correct horse"
EMAIL = "jane@example.com"

# The guest's cart, the account's → what lies in the one cart afterwards: met while looking around,
# and while an order is under way. ``?`` is offered, ``was``/``other`` the quantity not in force.
FREE, BUSY = 0, 1
MATRIX = {
    ("none", "none"): ([], []),
    ("none", "bare"): ([], []),
    ("none", "pots"): (["3 POT"], ["3 POT"]),
    ("none", "cups"): (["5 CUP"], ["5 CUP"]),
    ("none", "saved"): (["3 POT saved"], ["3 POT saved"]),
    ("bare", "none"): (["2 CUP removed"], ["2 CUP removed"]),
    ("bare", "bare"): (["2 CUP removed"], ["2 CUP removed"]),
    ("bare", "pots"): (["3 POT"], ["3 POT"]),
    ("bare", "cups"): (["5 CUP"], ["5 CUP"]),
    ("bare", "saved"): (["2 CUP removed", "3 POT saved ?"], ["2 CUP removed", "3 POT saved ?"]),
    ("cups", "none"): (["2 CUP"], ["2 CUP"]),
    ("cups", "bare"): (["2 CUP"], ["2 CUP"]),
    ("cups", "pots"): (["2 CUP", "3 POT saved ?"], ["2 CUP", "3 POT saved ?"]),
    ("cups", "cups"): (["5 CUP (2)"], ["2 CUP (5)"]),
    ("cups", "saved"): (["2 CUP", "3 POT saved ?"], ["2 CUP", "3 POT saved ?"]),
}
WAYS = {
    "signs in": FREE,
    "signs in on the way to an order": BUSY,
    "signs in elsewhere while an order is begun": BUSY,
}


@pytest.fixture
def pot(db):
    return VariantFactory(sku="POT", price=500)


def fill(cart, what, cup, pot):
    if what == "bare":
        line = changing.add(cart=cart, variant=cup, quantity=2)
        changing.remove(cart=cart, line_id=line.pk)
    if what == "cups":
        changing.add(cart=cart, variant=cup, quantity=5)
    if what in ("pots", "saved"):
        line = changing.add(cart=cart, variant=pot, quantity=3)
        if what == "saved":
            changing.save_for_later(cart=cart, line_id=line.pk)


def guest(what, cup):
    shopper = Shopper()
    if what != "none":
        shopper.add(cup, 2)
    if what == "bare":
        shopper.post(f"/cart/line/{Line.objects.get().pk}/", {"do": "remove"})
    return shopper


def account(what, cup, pot):
    user = UserFactory(email=EMAIL, password=PASSWORD)
    if what != "none":
        own = CartFactory(user=user, language="en")
        if what != "bare":
            fill(own, what, cup, pot)
    return user


def sign_in(shopper, **more):
    return shopper.post("/account/login/", {"login": EMAIL, "password": PASSWORD, **more})


def written(line):
    text = f"{line.quantity} {line.variant.sku}"
    text += "" if line.place == "in_cart" else f" {line.place}"
    text += f" ({line.other_quantity})" if line.other_quantity else ""
    return text + (" ?" if line.is_offered else "")


def lying(user):
    lines = Line.objects.filter(cart__user=user, cart__state=CartState.OPEN)
    return [written(line) for line in lines.select_related("variant").order_by("variant__sku")]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(("here", "there"), MATRIX)
def test_two_carts_meet(variant, pot, here, there, way):
    shopper = guest(here, variant)
    if way == "signs in elsewhere while an order is begun" and here == "cups":
        shopper.give_email()
    user = account(there, variant, pot)
    before = shopper.get("/checkout/email/").find("total")
    more = {"next": "/checkout/email/"} if "on the way" in way else {}
    sign_in(shopper, **more)
    is_busy = WAYS[way] if here == "cups" else FREE  # with nothing in it there is no order
    assert lying(user) == MATRIX[here, there][is_busy]
    assert Cart.objects.filter(user=user, state=CartState.OPEN).count() <= 1
    if is_busy:
        assert shopper.get("/checkout/email/").find("total") == before


@pytest.mark.parametrize("address", ["/account/signup/", "/account/signup/?next=/checkout/email/"])
@pytest.mark.parametrize(
    ("here", "lines"), [("none", []), ("bare", ["2 CUP removed"]), ("cups", ["2 CUP"])]
)
def test_a_new_account_takes_the_cart_at_once(variant, here, lines, address):
    """It is signed in before its address is confirmed, and the cart is its own from then on."""
    shopper = guest(here, variant)
    shopper.post(address, {"email": EMAIL, "password1": "wide horse 12"})
    carts = Cart.objects.filter(user__email=EMAIL)
    assert carts.count() == (here != "none")
    assert Message.objects.filter(kind="account.email_confirmation_signup").count() == 1
    assert [written(line) for line in Line.objects.filter(cart__user__email=EMAIL)] == lines


def test_confirming_the_address_later_joins_nothing(variant, pot):
    """Another browser's cart stays a guest's when the link of the mail is followed there."""
    from allauth.account.models import EmailAddress, EmailConfirmationHMAC

    guest("cups", variant).post("/account/signup/", {"email": EMAIL, "password1": "wide horse 12"})
    other = Shopper().add(pot)
    key = EmailConfirmationHMAC(EmailAddress.objects.get(email=EMAIL)).key
    other.post(f"/account/confirm-email/{key}/")
    assert EmailAddress.objects.get(email=EMAIL).verified
    assert [written(line) for line in Line.objects.filter(cart__user=None)] == ["1 POT"]


def test_who_meets_their_cart_in_checkout_is_told_there(variant, pot):
    shopper = guest("cups", variant)
    own = CartFactory(user=account("none", variant, pot))
    fill(own, "cups", variant, pot)
    fill(own, "pots", variant, pot)
    sign_in(shopper, next="/checkout/email/")
    assert shopper.place == "/checkout/email/"
    assert "1 thing from your earlier cart lies beside this one" in shopper.text
    assert "Of 1 thing your earlier cart held more. Nothing was changed" in shopper.text
    assert shopper.find("total") == "€25.80"
    shopper.get("/cart/")
    assert "5 in your earlier cart, still 2 here." in shopper.text


@pytest.mark.parametrize(
    ("more", "codes", "words"),
    [
        ({}, ["TEN"], "The promo code TEN came along from your earlier cart."),
        ({"next": "/checkout/email/"}, [], "Your earlier cart had the promo code TEN."),
    ],
)
def test_an_earlier_code_never_changes_an_orders_total(variant, pot, more, codes, words):
    shopper = guest("cups", variant)
    user = account("pots", variant, pot)
    Cart.objects.filter(user=user).update(promotion=PromotionFactory(code="TEN"))
    assert words in sign_in(shopper, **more).text
    found = Cart.objects.filter(user=user, state=CartState.OPEN, promotion__isnull=False)
    assert list(found.values_list("promotion__code", flat=True)) == codes


def test_ones_own_code_stays(variant, pot):
    shopper = guest("cups", variant)
    PromotionFactory(code="FIVE", percent=5)
    shopper.post("/cart/code/", {"code": "FIVE"})
    user = account("pots", variant, pot)
    Cart.objects.filter(user=user).update(promotion=PromotionFactory(code="TEN"))
    sign_in(shopper)
    assert Cart.objects.get(user=user, state=CartState.OPEN).promotion.code == "FIVE"


def test_more_than_there_is_is_neither_taken_nor_offered(variant, pot):
    """An earlier cart that wants more than is left blocks no order."""
    user = account("cups", variant, pot)
    variant.stock.on_hand = 4
    variant.stock.save(update_fields=["on_hand"])
    sign_in(guest("cups", variant))
    assert lying(user) == ["2 CUP"]


def test_a_cart_that_is_being_paid_is_not_taken_apart(variant, pot):
    """Who was declined can try again with it; who has paid finds nothing of it left over (M9, S8.2)."""
    DeliveryMethodFactory(rates=[{"price": 500}])
    user = account("none", variant, pot)
    payer = Shopper()
    payer.client.force_login(user)
    payer.come_to_payment(variant, 2, email=EMAIL).pay()
    order = Order.objects.get()
    shopper = Shopper().add(pot, 3)
    text = sign_in(shopper).text
    assert "A payment for the cart of your account is under way, so that cart stays" in text
    assert "1 thing that you had here lies beside it, saved for later." in text
    assert lying(user) == ["2 CUP", "3 POT saved ?"]
    at_bank(order.payments.get(), Answer.REFUSED)
    ask_about(order.payments.get())
    again = pay(order)  # the same things for the same price
    at_bank(again)
    ask_about(again)
    order.refresh_from_db()
    assert (order.state, order.cart.state) == (OrderState.PAID, CartState.ORDERED)
    assert lying(user) == ["3 POT saved ?"]


def test_of_two_that_are_being_paid_each_stays_whole(variant, pot):
    method = DeliveryMethodFactory(rates=[{"price": 500}])
    user = account("none", variant, pot)
    own, guests = (ready_order({each: 1}, method=method) for each in (variant, pot))
    Cart.objects.filter(pk=own.cart_id).update(user=user)
    pay(own)
    pay(guests)
    joined = join(cart=guests.cart, user=user, is_in_checkout=False)
    assert joined == Joined(own.cart, is_paying=True)
    carts = Cart.objects.order_by("pk").values_list("user", "state")
    assert list(carts) == [(user.pk, "open"), (None, "open")]


def test_a_bare_cart_that_is_being_paid_stays(variant, pot):
    """Its things were removed in another tab while the bank was asked for their money."""
    method = DeliveryMethodFactory(rates=[{"price": 500}])
    guests = ready_order({variant: 1}, method=method)
    pay(guests)
    changing.remove(cart=guests.cart, line_id=Line.objects.get().pk)
    user = account("pots", variant, pot)
    assert join(cart=guests.cart, user=user, is_in_checkout=False).cart == guests.cart
    assert lying(user) == ["1 CUP removed", "3 POT saved ?"]


@pytest.mark.parametrize(
    ("here", "is_in_checkout", "country"),
    [("", False, "BE"), ("DE", False, "DE"), ("", True, "")],
)
def test_the_country_comes_along_unless_one_was_chosen_or_an_order_is_begun(
    variant, pot, here, is_in_checkout, country
):
    cart = CartFactory(country=here)
    fill(cart, "cups", variant, pot)
    user = account("pots", variant, pot)
    Cart.objects.filter(user=user).update(country="BE")
    join(cart=cart, user=user, is_in_checkout=is_in_checkout)
    assert Cart.objects.get(user=user, state=CartState.OPEN).country == country
