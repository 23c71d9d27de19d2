import pytest
from django.utils.translation import override

from cart.delivery import offers, price_list
from cart.models import DeliveryMethod, Promotion
from cart.promotions.codes import Refused, apply_code
from shop.demo.selling import CODE, OVER, THANKS, load_selling
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
    assert len(offers(price_list(), country=country, weight=900, goods=2000)) == ways


def test_second_load_changes_nothing():
    Promotion.objects.filter(code=CODE).delete()
    load_selling()
    assert sorted(Promotion.objects.values_list("code", flat=True)) == [THANKS, OVER]
    assert DeliveryMethod.objects.count() == 3
