import pytest
from django.utils.translation import override

from cart.delivery import offers, price_list
from cart.models import DeliveryMethod, DeliveryZone, Promotion
from cart.promotions.codes import Refused, apply_code
from shop.demo.selling import CODE, OVER, THANKS, load_selling
from tests.conftest import NOON
from tests.factories import CartFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _selling(clock):
    load_selling()


@pytest.mark.parametrize(("code", "percent"), [(CODE, 10), (THANKS, 5)])
def test_code_takes_something_off(code, percent):
    assert apply_code(cart=CartFactory(), text=code.lower()).percent == percent


def test_code_that_is_over_says_since_when():
    with override("en"), pytest.raises(Refused) as refusal:
        apply_code(cart=CartFactory(), text=OVER)
    assert refusal.value.words == "The code PRINTEMPS20 was valid until Nov. 4, 2025."


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
    assert sorted(Promotion.objects.values_list("code", flat=True)) == [THANKS, OVER]
    assert (DeliveryMethod.objects.count(), DeliveryZone.objects.count()) == (3, 4)
