"""What a promotion would do, on carts whose totals are counted by hand."""

from datetime import timedelta

import pytest
from django.utils.translation import override

from cart import changing
from cart.models import Cart, CartState, Place, Promotion, PromotionTarget
from cart.promotions.preview import MOST_CARTS, latest_carts, preview
from cart.promotions.reading import deal_of
from cart.reading import contents
from checkout.models import Order, OrderState, Redemption
from shop.core.users.models import CustomerGroup
from tests.admin_rows import person
from tests.conftest import NOON
from tests.factories import (
    CartFactory,
    DeliveryMethodFactory,
    PromotionFactory,
    UserFactory,
    VariantFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english():
    with override("en"):
        yield


def cart_of(price, quantity=1, **fields):
    cart = CartFactory(**fields)
    changing.add(cart=cart, variant=VariantFactory(price=price), quantity=quantity)
    return cart


def tried(promotion, *targets):
    return preview(deal_of(promotion, targets))


def test_each_cart_is_shown_as_it_is_and_as_it_would_be():
    small, large = cart_of(1000), cart_of(3000, 2)
    found = tried(Promotion(percent=10, least_total=5000, code="NEW"))
    assert [
        (each.cart, each.pieces, each.now.total, each.then.total, each.gives, each.why_not)
        for each in found.trials
    ] == [
        (large, 2, 6000, 5400, 600, ""),
        (small, 1, 1000, 1000, 0, "below the least total (€40.00 missing)"),
    ]
    assert (len(found.counting), found.gives, found.average) == (1, 600, 600)
    assert (found.cheaper, found.unchanged, found.dearer, found.replacing) == (1, 1, 0, 0)
    assert Promotion.objects.count() == 0


def test_what_it_gives_on_average_is_rounded_to_whole_cents():
    for price in (1000, 1010, 1050):
        cart_of(price)
    found = tried(Promotion(percent=10, code="NEW"))
    assert (found.gives, found.average) == (306, 102)
    cart_of(1040)
    assert tried(Promotion(percent=10, code="NEW")).average == 103  # 410 by four


def test_free_delivery_is_given_where_it_costs():
    DeliveryMethodFactory(rates=[{"price": 490}, {"price": 0, "least_total": 5000}])
    for price in (6000, 1000):
        cart_of(price)
    found = tried(Promotion(kind="free_delivery", code="NEW"))
    assert [(each.gives, each.change, each.why_not) for each in found.trials] == [
        (490, -490, ""),
        (0, 0, "no delivery to pay for"),
    ]


def test_it_is_tried_as_if_it_held_and_its_code_had_been_typed(clock):
    cart = cart_of(1000)
    row = PromotionFactory(code="LATER", percent=20, is_active=False)
    row.starts_at, row.ends_at = NOON + timedelta(days=1), NOON + timedelta(days=2)
    assert tried(row).trials[0].gives == 200
    assert cart.promotion is None


def test_a_saved_one_stands_in_for_itself():
    row = PromotionFactory(code="SPRING", percent=10)
    cart_of(1000, promotion=row)
    row.percent = 30
    (trial,) = tried(row).trials
    assert (trial.now.total, trial.then.total, trial.gives, trial.replaced) == (900, 700, 300, "")


def test_a_code_takes_the_place_of_another_code():
    cart_of(1000, promotion=PromotionFactory(code="BETTER", percent=30))
    found = tried(Promotion(percent=10, code="NEW"))
    (trial,) = found.trials
    assert (trial.change, trial.gives, trial.replaced) == (200, 100, "Promo code BETTER")
    assert (found.dearer, found.replacing) == (1, 1)


def test_an_automatic_one_stands_beside_a_code():
    cart_of(1000, promotion=PromotionFactory(code="OLD", percent=10))
    (trial,) = tried(Promotion(percent=50, name_en="Half")).trials
    assert (trial.now.total, trial.then.total, trial.replaced) == (900, 450, "")


def test_one_that_takes_off_less_than_others_says_which():
    PromotionFactory(code="", name_en="House", percent=20)
    cart_of(1000)
    (trial,) = tried(Promotion(percent=10, name_en="New", stacking="alone")).trials
    assert (trial.gives, trial.why_not) == (0, "another promotion takes off more (House)")


def test_too_few_pieces_are_counted():
    cart_of(1000, 2)
    bundle = Promotion(kind="buy_x_get_y", buys=3, gets=1, percent=100, name_en="New")
    assert tried(bundle).trials[0].why_not == "too few pieces (2 missing)"


def test_targets_that_are_not_saved_count():
    cart_of(1000)
    cart = cart_of(2000)
    product = cart.lines.get().variant.product
    found = tried(Promotion(percent=10, code="NEW"), PromotionTarget(product=product))
    assert [each.why_not for each in found.trials] == ["", "nothing in the cart that it is for"]
    category = PromotionTarget(category=product.category)
    assert [each.gives for each in tried(Promotion(percent=10, code="NEW"), category).trials] == [
        200, 0,
    ]  # fmt: skip


def ordered(cart, *, state=OrderState.PAID, **fields):
    return Order.objects.create(
        reference=f"K7M-42QX-{Order.objects.count():02}",
        cart=cart,
        person=fields.pop("person", None) or person(),
        email="zoe@demo.example",
        language="en",
        country="FR",
        state=state,
        placed_at=NOON if state == OrderState.PAID else None,
        **fields,
    )


def test_who_buys_is_looked_at_for_each_cart():
    """A member, one who has ordered before, one whose e-mail has, and a stranger."""
    group = CustomerGroup.objects.create(name="Trade")
    member, regular = UserFactory(), UserFactory()
    group.members.add(member)
    ordered(CartFactory(state=CartState.ORDERED), user=regular)
    zoe = person()
    ordered(CartFactory(state=CartState.ORDERED), person=zoe)
    guest = cart_of(1000)
    ordered(guest, state=OrderState.INITIATED, person=zoe)
    carts = [guest, cart_of(1000, user=member), cart_of(1000, user=regular), cart_of(1000)]

    def counting(**fields):
        return {each.cart for each in tried(Promotion(percent=10, code="NEW", **fields)).counting}

    assert counting() == set(carts)
    assert counting(group=group) == {carts[1]}
    assert counting(is_for_first_order=True) == {carts[1], carts[3]}


def test_uses_are_counted_as_for_the_cart_itself():
    """Two of two uses are taken: by the cart's own order, which may keep it, and by another."""
    row = PromotionFactory(code="SPRING", most_uses=2, uses=2, most_uses_a_person=1)
    shopper = UserFactory()
    own, again, other = cart_of(1000), cart_of(1000, user=shopper), cart_of(1000)
    orders = [
        ordered(own, state=OrderState.AWAITING_PAYMENT),
        ordered(CartFactory(state=CartState.ORDERED), user=shopper),
    ]
    Redemption.objects.bulk_create(Redemption(order=order, promotion=row) for order in orders)

    def reasons():
        return {each.cart: each.why_not for each in tried(row).trials}

    used_up = "used as often as it may be"
    assert reasons() == {own: "", again: used_up, other: used_up}
    row.most_uses = None
    by_you = "used by this person as often as it may be"
    assert reasons() == {own: "", again: by_you, other: ""}


def test_all_carts_are_read_as_each_by_itself():
    DeliveryMethodFactory(rates=[{"price": 490}])
    PromotionFactory(code="", name_en="House", percent=5)
    for n in range(3):
        cart = cart_of(1000 + n, 2, promotion=PromotionFactory(percent=10 + n))
        changing.add(cart=cart, variant=VariantFactory(price=500), quantity=n + 1)
    found = tried(Promotion(percent=10, name_en="New"))
    assert {each.cart: each.now for each in found.trials} == {
        cart: contents(cart).totals for cart in Cart.objects.all()
    }


def test_only_open_carts_of_shoppers_with_something_in_them_are_tried():
    mine = cart_of(1000, user=UserFactory())
    guest = cart_of(1000)
    cart_of(1000, user=UserFactory(is_staff=True))
    Cart.objects.filter(pk=cart_of(1000).pk).update(state=CartState.JOINED)
    CartFactory()
    cart_of(1000).lines.update(place=Place.SAVED)
    assert latest_carts() == [guest, mine]


@pytest.mark.parametrize("total", [1, 30])
def test_any_number_of_carts_takes_the_same_queries(total, django_assert_num_queries):
    for _ in range(total):
        cart = cart_of(1000, user=UserFactory(), promotion=PromotionFactory())
        ordered(cart, state=OrderState.INITIATED)
    draft = Promotion(percent=10, code="NEW", is_for_first_order=True)
    with django_assert_num_queries(6):
        found = tried(draft)
        assert (len(found.trials), found.cheaper) == (total, 0)


def test_there_is_an_end_to_how_many_are_tried():
    variant = VariantFactory(on_hand=1000)
    for _ in range(MOST_CARTS + 1):
        changing.add(cart=CartFactory(), variant=variant, quantity=1)
    assert len(latest_carts()) == MOST_CARTS
