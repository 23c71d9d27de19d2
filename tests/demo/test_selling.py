import pytest
from django.utils.translation import override

from cart import changing
from cart.delivery import offers, price_list
from cart.models import DeliveryMethod, DeliveryZone, Promotion
from cart.promotions.codes import Refused, apply_code
from cart.reading import contents
from catalog.models import Category
from shop.core.users.models import CustomerGroup
from shop.demo.logins import SHOPPER, load_logins
from shop.demo.selling import (
    CODE,
    DELIVERED,
    DRINKS,
    FRIENDS,
    OVER,
    THANKS,
    load_selling,
)
from tests.conftest import NOON
from tests.factories import CartFactory, CategoryFactory, VariantFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _selling(clock):
    load_logins()
    CategoryFactory(slug=DRINKS)
    load_selling()


def cart_of(price, quantity=1, **fields):
    cart = CartFactory(**fields)
    changing.add(cart=cart, variant=VariantFactory(price=price), quantity=quantity)
    return cart


@pytest.mark.parametrize(("code", "off"), [(CODE, 100), (THANKS, 50)])
def test_code_takes_something_off(code, off):
    assert apply_code(cart=cart_of(1000), text=code.lower()).totals.discount == off


def test_code_that_is_over_says_since_when():
    with override("en"), pytest.raises(Refused) as refusal:
        apply_code(cart=cart_of(1000), text=OVER)
    assert refusal.value.words == "The code PRINTEMPS20 was valid until Nov. 4, 2025."


def test_delivery_is_free_with_a_code_from_a_total_on():
    assert apply_code(cart=cart_of(3000), text=DELIVERED).totals.delivery_discount == 390
    with override("en"), pytest.raises(Refused) as refusal:
        apply_code(cart=cart_of(2000), text=DELIVERED)
    assert refusal.value.words == "The code LIVRAISON needs €10.00 more in your cart."


def test_friends_of_the_house_get_something_off_when_signed_in():
    friend = CustomerGroup.objects.get().members.get()
    assert friend.email == SHOPPER.email
    assert apply_code(cart=cart_of(1000, user=friend), text=FRIENDS).totals.discount == 150
    with pytest.raises(Refused) as refusal:
        apply_code(cart=cart_of(1000), text=FRIENDS)
    assert refusal.value.reason == "group"


def test_the_fourth_drink_is_free_without_a_code():
    cart = CartFactory()
    drinks = Category.objects.get(slug=DRINKS)
    for price, quantity in ((700, 3), (500, 1)):
        variant = VariantFactory(price=price, product__category=drinks)
        changing.add(cart=cart, variant=variant, quantity=quantity)
    with override("fr"):
        applied = contents(cart).totals.applied
    assert [(each.label, each.amount) for each in applied] == [
        ("Trois boissons achetées, la quatrième offerte", 500)
    ]


def test_without_their_category_no_drink_is_free():
    Promotion.objects.all().delete()
    CustomerGroup.objects.all().delete()
    Category.objects.all().delete()
    load_selling()
    assert not Promotion.objects.filter(code="").exists()


@pytest.mark.parametrize(("country", "ways"), [("FR", 3), ("BE", 2), ("CH", 1), ("US", 0)])
def test_every_country_has_its_ways(country, ways):
    found = offers(price_list(), country=country, weight=900, goods=2000, now=NOON)
    assert len(found) == ways


@pytest.mark.parametrize(
    ("country", "goods", "price"),
    [("FR", 2000, 390), ("FR", 4900, 0), ("BE", 2000, 590), ("AT", 2000, 1190), ("GB", 2000, 1490)],
)
def test_the_cheapest_way_costs_what_its_zone_says(country, goods, price):
    found = offers(price_list(), country=country, weight=900, goods=goods, now=NOON)
    assert min(offer.price for offer in found) == price


def test_what_is_ordered_before_two_leaves_that_day():
    express = offers(price_list(), country="FR", weight=900, goods=2000, now=NOON)[-1]
    with override("en"):
        assert (express.days, express.condition) == (
            "Delivered on March 5",
            "For an order placed before 14:00 today.",
        )


def test_second_load_changes_nothing():
    Promotion.objects.filter(code=CODE).delete()
    load_selling()
    codes = ["", FRIENDS, DELIVERED, THANKS, OVER]
    assert sorted(Promotion.objects.values_list("code", flat=True)) == codes
    assert (DeliveryMethod.objects.count(), DeliveryZone.objects.count()) == (3, 4)
