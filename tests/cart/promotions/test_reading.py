"""Which promotions a cart is offered to be priced with, and as which facts."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, models, transaction
from django.utils.translation import override

from cart.models import Promotion, PromotionTarget
from cart.pricing import Kind, Stacking, Targets
from cart.promotions.reading import promotions_for
from catalog.models import Product
from shop.core.users.models import CustomerGroup
from tests.conftest import NOON
from tests.factories import (
    BrandFactory,
    CategoryFactory,
    ProductFactory,
    PromotionFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def keys(cart):
    return [deal.key for deal in promotions_for(cart).deals]


def test_what_has_no_code_is_for_everybody_while_it_holds(clock, cart):
    holds = [
        PromotionFactory(code=""),
        PromotionFactory(code="", starts_at=NOON, ends_at=NOON + DAY),
    ]
    PromotionFactory(code="", is_active=False)
    PromotionFactory(code="", starts_at=NOON + DAY)
    PromotionFactory(code="", ends_at=NOON)
    PromotionFactory(code="OTHER")
    assert keys(cart) == [row.pk for row in holds]


def test_the_code_of_the_cart_is_read_whatever_became_of_it(clock, cart):
    cart.promotion = PromotionFactory(code="SPRING", is_active=False, ends_at=NOON)
    (deal,) = promotions_for(cart).deals
    assert (deal.code, deal.is_active, deal.ends_at) == ("SPRING", False, NOON)


def test_they_come_by_priority(cart):
    second, first = PromotionFactory(code=""), PromotionFactory(code="", priority=-1)
    assert keys(cart) == [first.pk, second.pk]


def test_a_deal_has_all_that_the_row_says(clock, cart):
    promotion = PromotionFactory(
        code="", name_en="Third one free", name_fr="Le troisième offert", kind="buy_x_get_y",
        percent=100, buys=2, gets=1, most_off=900, least_total=100, countries="FR,BE",
        is_for_first_order=True, most_uses=5, uses=2, most_uses_a_person=1, priority=3,
        stacking="unreduced",
    )  # fmt: skip
    category, brand, product = CategoryFactory(), BrandFactory(), ProductFactory()
    for side, thing in [("bought", {"category": category}), ("bought", {"brand": brand}),
                        ("given", {"product": product})]:  # fmt: skip
        PromotionTarget.objects.create(promotion=promotion, side=side, **thing)
    with override("fr"):
        (deal,) = promotions_for(cart).deals
    assert (deal.key, deal.label, deal.kind) == (
        promotion.pk, "Le troisième offert", Kind.BUY_X_GET_Y,
    )  # fmt: skip
    assert (deal.percent, deal.buys, deal.gets, deal.most_off) == (100, 2, 1, 900)
    assert (deal.least_total, deal.countries) == (100, {"FR", "BE"})
    assert (deal.is_for_first_order, deal.priority) == (True, 3)
    assert (deal.most_uses, deal.uses, deal.most_uses_a_person) == (5, 2, 1)
    assert deal.stacking is Stacking.UNREDUCED
    assert deal.bought == Targets(brands=frozenset({brand.pk}), paths=frozenset({category.path}))
    assert deal.given == Targets(products=frozenset({product.pk}))


def test_one_without_a_name_is_called_by_its_code(cart):
    cart.promotion = PromotionFactory(code="SPRING")
    with override("en"):
        assert promotions_for(cart).deals[0].label == "Promo code SPRING"


def test_a_group_is_for_the_accounts_in_it(cart):
    group = CustomerGroup.objects.create(name="trade")
    PromotionFactory(code="", group=group)
    assert [deal.is_member for deal in promotions_for(cart).deals] == [False]
    cart.user = UserFactory()
    assert [deal.is_member for deal in promotions_for(cart).deals] == [False]
    group.members.add(cart.user)
    (deal,) = promotions_for(cart).deals
    assert (deal.group, deal.is_member) == ("trade", True)


@pytest.mark.parametrize("count", [1, 30])
def test_they_cost_one_query(cart, django_assert_num_queries, count):
    product = ProductFactory()
    for promotion in PromotionFactory.create_batch(count, code=""):
        for side in ("bought", "given"):
            PromotionTarget.objects.create(promotion=promotion, side=side, product=product)
    with django_assert_num_queries(1):
        assert len(promotions_for(cart).deals) == count


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("promotion_percent_in_bounds", {"percent": 0}),
        ("promotion_percent_in_bounds", {"percent": 101}),
        ("promotion_ends_after_start", {"starts_at": NOON, "ends_at": NOON}),
        ("promotion_stacking_known", {"stacking": "somehow"}),
        ("promotion_gives_something", {"most_off": 0}),
        ("promotion_gives_something", {"kind": "fixed", "percent": None, "amount": 0}),
        ("promotion_gives_something", {"kind": "buy_x_get_y", "buys": 0, "gets": 1}),
        ("promotion_gives_something", {"kind": "buy_x_get_y", "buys": 1, "gets": 0}),
        ("promotion_gives_what_its_kind_says", {"percent": None}),
        ("promotion_gives_what_its_kind_says", {"amount": 500}),
        ("promotion_gives_what_its_kind_says", {"kind": "fixed"}),
        ("promotion_gives_what_its_kind_says", {"kind": "free_delivery"}),
        ("promotion_gives_what_its_kind_says", {"kind": "buy_x_get_y"}),
        ("promotion_gives_what_its_kind_says", {"kind": "something"}),
    ],
)
def test_the_database_refuses_a_promotion(name, change):
    PromotionFactory()
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Promotion.objects.update(**change)


def test_the_database_refuses_codes_that_differ_in_case_alone():
    PromotionFactory(code="Spring")
    PromotionFactory(code="")
    PromotionFactory(code="")  # any number without one
    with pytest.raises(IntegrityError, match="promotion_code_unique"), transaction.atomic():
        PromotionFactory(code="SPRING")


@pytest.mark.parametrize(
    ("name", "row"),
    [
        ("promotion_target_is_one_thing", ()),
        ("promotion_target_is_one_thing", ("product", "brand")),
        ("promotion_target_side_known", ("side", "product")),
    ],
)
def test_the_database_refuses_a_target(name, row):
    things = {"product": ProductFactory(), "brand": BrandFactory(), "side": "both"}
    target = PromotionTarget(promotion=PromotionFactory(), **{key: things[key] for key in row})
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        target.save()


@pytest.mark.parametrize("what", ["product", "category", "branch", "brand"])
def test_what_a_promotion_is_for_cannot_be_deleted(what):
    """Without its last target it would be for everything, at once and unseen."""
    branch = CategoryFactory()
    things = {
        "product": ProductFactory(),
        "category": CategoryFactory(parent=branch),
        "brand": BrandFactory(),
    }
    promotion = PromotionFactory(code="", percent=50)
    aim = {"branch": "category"}.get(what, what)
    target = PromotionTarget.objects.create(promotion=promotion, **{aim: things[aim]})
    thing = branch if what == "branch" else things[what]
    with pytest.raises(models.ProtectedError), transaction.atomic():
        thing.delete()
    target.delete()
    assert thing.delete()[0] >= 1


def test_staff_read_which_promotion_keeps_a_product(staff_client):
    product = ProductFactory()
    PromotionTarget.objects.create(promotion=PromotionFactory(code="SPRING"), product=product)
    address = f"/admin/catalog/product/{product.pk}/delete/"
    assert "SPRING: " in staff_client.get(address).content.decode()
    staff_client.post(address, {"post": "yes"})
    assert Product.objects.filter(pk=product.pk).exists()
