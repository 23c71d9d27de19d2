from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.utils.translation import override

from cart import delivery
from cart.models import DeliveryMethod
from tests.factories import DeliveryMethodFactory

pytestmark = pytest.mark.django_db


def offers(country="FR", weight=500, goods=1000):
    found = delivery.offers(delivery.price_list(), country=country, weight=weight, goods=goods)
    return [(offer.name, offer.price) for offer in found]


@pytest.fixture
def methods():
    bands = [
        {"price": 490, "most_weight": 1000},
        {"price": 890, "most_weight": 5000},
        {"price": 0, "most_weight": 5000, "least_total": 5000},
    ]
    DeliveryMethodFactory(name_en="Post", name_fr="Poste", countries="FR,BE", rates=bands)
    DeliveryMethodFactory(name_en="World", name_fr="Monde", position=1, rates=[{"price": 1990}])


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"weight": 1000}, [("Post", 490), ("World", 1990)]),
        ({"weight": 1001}, [("Post", 890), ("World", 1990)]),
        ({"weight": 5001}, [("World", 1990)]),
        ({"goods": 4999}, [("Post", 490), ("World", 1990)]),
        ({"goods": 5000}, [("Post", 0), ("World", 1990)]),
        ({"country": "DE"}, [("World", 1990)]),
    ],
)
def test_offers_follow_country_weight_and_total(methods, asked, found):
    with override("en"):
        assert offers(**asked) == found


def test_a_method_that_is_not_offered_is_absent(methods):
    DeliveryMethod.objects.filter(position=1).update(is_active=False)
    with override("fr"):
        assert offers() == [("Poste", 490)]
        assert offers(country="DE") == []


def test_price_list_takes_one_query(methods, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert len(delivery.price_list()) == 4


def test_countries_are_those_of_all_methods(methods):
    rates = delivery.price_list()
    assert delivery.countries(rates) is None
    assert delivery.countries(rates[:3]) == {"FR", "BE"}
    assert delivery.countries([]) == frozenset()


def test_free_from_says_what_makes_it_free(methods):
    rates = delivery.price_list()
    assert delivery.free_from(rates, country="FR", weight=100) == 5000
    assert delivery.free_from(rates, country="FR", weight=6000) is None
    assert delivery.free_from(rates, country="DE", weight=100) is None


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        (date(2026, 3, 4), 0, date(2026, 3, 4)),  # a Wednesday
        (date(2026, 3, 4), 2, date(2026, 3, 6)),
        (date(2026, 3, 4), 3, date(2026, 3, 9)),  # over the weekend
        (date(2026, 3, 7), 1, date(2026, 3, 9)),
    ],
)
def test_nobody_delivers_at_weekends(start, days, end):
    assert delivery.working_day_after(start, days) == end


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Delivered between March 6 and March 10"),
        ("fr", "Livraison entre le 6 mars et le 10 mars"),
    ],
)
def test_days_are_said_in_words(clock, methods, language, words):
    with override(language):
        offer = delivery.offers(delivery.price_list(), country="FR", weight=1, goods=1)[0]
        assert offer.days == words


@pytest.mark.parametrize(
    ("language", "day", "words"),
    [
        ("fr", date(2026, 12, 1), "1er décembre"),
        ("fr", date(2026, 12, 21), "21 décembre"),
        ("en", date(2026, 12, 1), "December 1"),
    ],
)
def test_a_day_is_said_as_the_language_says_it(language, day, words):
    with override(language):
        assert delivery.in_words(day) == words


def test_one_day_is_one_day(clock):
    DeliveryMethodFactory(fewest_days=1, most_days=1)
    with override("en"):
        offer = delivery.offers(delivery.price_list(), country="FR", weight=1, goods=1)[0]
        assert offer.days == "Delivered on March 5"


def test_the_database_refuses_days_that_run_backwards():
    with pytest.raises(IntegrityError, match="delivery_days_in_order"), transaction.atomic():
        DeliveryMethodFactory(fewest_days=3, most_days=2)
