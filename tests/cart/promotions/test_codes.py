from datetime import timedelta

import pytest
from django.utils.translation import override

from cart import changing
from cart.models import Cart, PromotionTarget, Trouble
from cart.promotions import codes
from cart.reading import contents
from shop.core.users.models import CustomerGroup
from tests.conftest import NOON
from tests.factories import (
    BrandFactory,
    ProductFactory,
    PromotionFactory,
    UserFactory,
    VariantFactory,
)

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def spring(clock):
    """Make the code SPRING, for something else than 10 % off everything if ``fields`` say so."""
    return lambda **fields: PromotionFactory(**{"code": "SPRING", **fields})


def refused(cart):
    """Type SPRING, and return what the refusal says."""
    with override("en"), pytest.raises(codes.Refused) as refusal:
        codes.apply_code(cart=cart, text="SPRING")
    return refusal.value


def test_a_code_is_found_however_it_is_typed(cart, line):
    promotion = PromotionFactory(code="WELCOME10")
    codes.apply_code(cart=cart, text="  welcome10 ")
    assert Cart.objects.get().promotion == promotion
    codes.drop_code(cart=cart)
    assert Cart.objects.get().promotion is None


@pytest.mark.parametrize(
    ("code", "typed"),
    [
        ("Welcome10", "wELCOME10"),
        ("SUMMER", "sum mer"),
        ("SUMMER 10", "summer 10"),
        ("NOËL", "noël"),
        ("NOËL", "noe\u0308l"),  # as some keyboards and files write it
        ("TEN", "\u200bten\ufeff"),
        ("TEN", "ＴＥＮ"),
        ("WIN10", "wın10"),
        ("WIN10", "WİN10"),
    ],
)
def test_a_code_is_meant_however_a_keyboard_writes_it(cart, line, code, typed):
    promotion = PromotionFactory(code=code)
    codes.apply_code(cart=cart, text=typed)
    assert Cart.objects.get().promotion == promotion


@pytest.mark.parametrize("typed", ["", " ", "\u200b", "%", "_", "SPRIN", "' OR 1=1 --", "İ" * 40])
def test_nothing_else_is_meant(cart, line, typed):
    PromotionFactory(code="")
    PromotionFactory(code="SPRING")
    with pytest.raises(codes.Refused) as refusal:
        codes.apply_code(cart=cart, text=typed)
    assert refusal.value.reason == "unknown"


@pytest.mark.parametrize("typed", ["x" * 10_000, "a\0b", "\ud83d\ude00" * 20])
def test_what_is_no_text_for_a_code_is_refused_by_the_form(shopper, variant, typed):
    shopper.add(variant).post("/cart/code/", {"code": typed.encode("utf-8", "replace")})
    assert shopper.page.status_code == 422


def test_codes_cannot_be_guessed_by_the_thousand(shopper, variant, settings):
    settings.CODE_RATE_LIMIT = "2/minute"
    PromotionFactory(code="SPRING")
    address = {"REMOTE_ADDR": "203.0.113.9"}
    shopper.add(variant)
    tried = [shopper.client.post("/cart/code/", {"code": f"A{n}"}, **address) for n in range(3)]
    assert [answer.status_code for answer in tried] == [422, 422, 429]
    assert shopper.client.post("/cart/code/", {"code": "spring"}).status_code == 302


@pytest.mark.parametrize(
    ("fields", "reason", "words"),
    [
        ({"code": "OTHER"}, "unknown", "There is no code “SPRING”. Please check how it is spelt."),
        ({"is_active": False}, "unknown", "There is no code “SPRING”."),
        ({"starts_at": NOON + DAY}, "too_early", "The code SPRING is valid from March 5, 2026 on."),
        ({"ends_at": NOON}, "too_late", "The code SPRING was valid until March 4, 2026."),
    ],
)
def test_a_refused_code_says_which_condition_failed(clock, cart, line, fields, reason, words):
    PromotionFactory(**{"code": "SPRING", **fields})
    with override("en"), pytest.raises(codes.Refused) as refusal:
        codes.apply_code(cart=cart, text="SPRING")
    assert refusal.value.reason == reason
    assert refusal.value.words.startswith(words)
    assert Trouble.objects.values_list("kind", "detail").get() == ("code_refused", reason)
    assert Cart.objects.get().promotion is None


@pytest.mark.parametrize(
    ("fields", "reason", "words"),
    [
        (
            {"most_uses": 2, "uses": 2},
            "used_up",
            "The code SPRING was for a limited number of orders, and they have all been placed.",
        ),
    ],
)
def test_a_code_that_can_never_count_is_not_kept(cart, line, spring, fields, reason, words):
    spring(**fields)
    refusal = refused(cart)
    assert (refusal.reason, refusal.words, refusal.waits) == (reason, words, False)
    assert Cart.objects.get().promotion is None


@pytest.mark.parametrize(
    ("fields", "reason", "words"),
    [
        (
            {"countries": "BE,CH"},
            "country",
            "The code SPRING is for deliveries to: Belgium, Switzerland. Yours goes to: France.",
        ),
        (
            {"least_total": 3000},
            "least_total",
            "The code SPRING needs €4.20 more in your cart.",
        ),
        (
            {"kind": "buy_x_get_y", "percent": 100, "buys": 3, "gets": 1},
            "quantity",
            "The code SPRING counts as soon as 2 more pieces are in your cart of what it is for.",
        ),
        (
            {"kind": "buy_x_get_y", "percent": 100, "buys": 2, "gets": 1},
            "quantity",
            "The code SPRING counts as soon as 1 more piece is in your cart of what it is for.",
        ),
        (
            {"kind": "free_delivery", "percent": None},
            "no_delivery",
            "The code SPRING pays for delivery, and this order has none to pay for.",
        ),
    ],
)
def test_a_code_that_may_still_count_waits_in_the_cart(cart, line, spring, fields, reason, words):
    promotion = spring(**fields)
    refusal = refused(cart)
    assert (refusal.reason, refusal.words, refusal.waits) == (reason, words, True)
    assert Trouble.objects.values_list("kind", "detail").get() == ("code_refused", reason)
    assert Cart.objects.get().promotion == promotion
    with override("en"):
        found = contents(Cart.objects.get())
        assert (found.code, found.code_words) == ("", words)


def test_a_code_for_other_things_waits_for_them(cart, line, spring):
    brand = BrandFactory()
    PromotionTarget.objects.create(promotion=spring(), brand=brand)
    assert refused(cart).words == (
        "The code SPRING is for certain things, and none of them is in your cart."
    )
    other = VariantFactory(price=1000, product=ProductFactory(brand=brand))
    changing.add(cart=cart, variant=other, quantity=1)
    found = contents(Cart.objects.get())
    assert (found.code, found.totals.discount) == ("SPRING", 100)


def test_what_is_missing_is_missing_of_what_the_code_is_for(cart, line, spring):
    variant = line.variant
    PromotionTarget.objects.create(promotion=spring(least_total=3000), product=variant.product)
    assert refused(cart).words == (
        "The code SPRING needs €4.20 more in your cart of what it is for."
    )


def test_a_code_for_a_group_waits_for_its_members_to_sign_in(cart, line, spring):
    group = CustomerGroup.objects.create(name="trade")
    spring(group=group)
    assert refused(cart).words == (
        "The code SPRING is for members of the group “trade”. If you are one, please sign in "
        "with that account."
    )
    cart.user = UserFactory()
    group.members.add(cart.user)
    assert contents(cart).code == "SPRING"


def test_a_code_beside_a_better_promotion_says_which(cart, line, spring):
    PromotionFactory(code="", name_en="Summer sale", percent=20)
    spring(percent=15, stacking="alone")
    assert refused(cart).words == (
        "The code SPRING cannot be combined with: Summer sale. We use what leaves you less to pay."
    )


def test_a_code_for_what_is_not_reduced_says_that_all_is(cart, line, spring):
    PromotionFactory(code="", percent=20)
    spring(percent=15, stacking="unreduced", priority=1)
    assert refused(cart).words == (
        "The code SPRING is not for items that are reduced already, and all of them are."
    )


def test_a_new_code_takes_the_place_of_the_last_one_alone_if_it_may(cart, line, spring):
    codes.apply_code(cart=cart, text=PromotionFactory(code="FIRST").code)
    spring(is_active=False)
    refused(cart)
    assert Cart.objects.get().promotion.code == "FIRST"
    assert contents(Cart.objects.get()).code == "FIRST"


def test_countries_are_named_in_the_order_of_their_names(cart, line, spring):
    """Germany is DE and comes after Croatia, which is HR."""
    spring(countries="BE,DE,HR")
    assert refused(cart).words == (
        "The code SPRING is for deliveries to: Belgium, Croatia, Germany. Yours goes to: France."
    )
