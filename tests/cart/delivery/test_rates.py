import pytest
from django.db import IntegrityError, models, transaction
from django.utils.translation import override

from cart.delivery.rates import (
    Free,
    Rate,
    countries,
    fitting,
    free_ahead,
    price_list,
    reaching,
)
from cart.models import DeliveryMethod, DeliveryRate, DeliveryZone
from tests.factories import DeliveryMethodFactory, DeliveryZoneFactory


def rate(price=490, *, method=1, to="", days=(2, 4), **more):
    return Rate(
        **{
            "method_id": method,
            "name": f"way {method}",
            "description": "",
            "countries": frozenset(to.split()),
            "fewest_days": days[0],
            "most_days": days[1],
            "cut_off": None,
            "most_weight": None,
            "least_total": 0,
            "price": price,
            **more,
        }
    )


def prices(*rates, country="FR", weight=500, goods=1000):
    found = fitting(rates, country=country, weight=weight, goods=goods)
    return [(each.method_id, each.price) for each in found]


def test_a_zone_wins_over_everywhere_else_even_when_it_is_dearer():
    rates = [rate(490), rate(900, to="CH NO"), rate(700, method=2)]
    assert prices(*rates) == [(1, 490), (2, 700)]
    assert prices(*rates, country="CH") == [(1, 900), (2, 700)]


def test_what_a_zone_does_not_bear_is_not_for_everywhere_else_either():
    rates = [rate(490), rate(900, to="CH", most_weight=2000)]
    assert prices(*rates, country="CH", weight=2001) == []


def test_in_several_zones_the_cheapest_that_fits_counts():
    rates = [rate(900, to="FR BE"), rate(490, to="FR", most_weight=1000)]
    assert prices(*rates, weight=1000) == [(1, 490)]
    assert prices(*rates, weight=1001) == [(1, 900)]
    assert prices(*rates, country="BE") == [(1, 900)]


def test_of_two_at_one_price_the_faster_counts():
    rates = [rate(days=(3, 6), to="FR BE"), rate(days=(2, 4), to="FR")]
    assert fitting(rates, country="FR", weight=1, goods=1) == [rates[1]]


@pytest.mark.parametrize(
    ("weight", "goods", "price"),
    [
        (1000, 0, 490),
        (1001, 0, 890),
        (5000, 4999, 890),
        (5000, 5000, 0),
        (5001, 5000, None),
    ],
)
def test_bands_end_at_their_weight_and_begin_at_their_total(weight, goods, price):
    bands = [
        rate(490, most_weight=1000),
        rate(890, most_weight=5000),
        rate(0, most_weight=5000, least_total=5000),
    ]
    expected = [] if price is None else [(1, price)]
    assert prices(*bands, weight=weight, goods=goods) == expected


def test_countries_are_those_of_all_zones():
    rates = [rate(to="FR BE"), rate(to="CH")]
    assert countries(rates) == {"FR", "BE", "CH"}
    assert countries([*rates, rate()]) is None
    assert countries([]) == frozenset()


def test_no_rate_reaches_a_country_that_no_zone_holds():
    assert reaching([rate(to="FR")], "DE") == []


def ahead(*rates, shown=1, country="FR", weight=500, goods=1000):
    facts = {"country": country, "weight": weight, "goods": goods}
    now = {each.method_id: each.price for each in fitting(rates, **facts)}
    return free_ahead(rates, **facts, prices=now, shown=shown)


FREE = {"price": 0, "least_total": 5000}


def test_what_is_missing_for_free_delivery_is_told():
    assert ahead(rate(), rate(**FREE)) == Free(1, "way 1", 4000, is_shown=True)
    assert ahead(rate(), rate(**FREE), goods=5000) is None
    assert ahead(rate()) is None


def test_the_nearest_of_two_thresholds_is_told():
    assert ahead(rate(), rate(**FREE), rate(0, least_total=3000)).missing == 2000


@pytest.mark.parametrize(("weight", "missing"), [(2000, 4000), (2001, None)])
def test_free_delivery_of_a_lighter_cart_is_not_promised(weight, missing):
    found = ahead(rate(), rate(**FREE, most_weight=2000), weight=weight)
    assert (found and found.missing) == missing


def test_free_delivery_in_another_zone_is_not_promised():
    rates = [rate(890), rate(1490, to="CH"), rate(**FREE)]
    assert ahead(*rates, country="CH") is None
    assert ahead(*rates, country="FR").missing == 4000


def test_free_delivery_by_a_cheaper_method_is_told_and_named():
    cheap, express = [rate(), rate(**FREE)], rate(1290, method=2)
    assert ahead(*cheap, express, shown=2) == Free(1, "way 1", 4000, is_shown=False)


def test_free_delivery_by_a_dearer_method_is_not_told():
    assert ahead(rate(490), rate(1290, method=2), rate(method=2, **FREE)) is None


def test_free_delivery_by_a_method_that_is_not_offered_now_is_not_told():
    assert ahead(rate(490), rate(method=2, **FREE)) is None


def test_nothing_is_told_while_some_way_is_free_or_none_is_offered():
    rates = [rate(0), rate(1290, method=2), rate(method=2, **FREE)]
    assert ahead(*rates, shown=2) is None
    assert ahead(rate(to="CH"), shown=None) is None


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 30])
def test_price_list_takes_one_query(django_assert_num_queries, count):
    for _ in range(count):
        DeliveryMethodFactory(countries="FR,BE")
    with django_assert_num_queries(1):
        assert len(price_list()) == count


@pytest.mark.django_db
def test_price_list_is_what_staff_wrote_in_their_order():
    zone = DeliveryZoneFactory(countries="BE,LU", extra_days=2)
    band = {"price": 690, "zone": zone, "most_weight": 2000, "least_total": 100}
    second = DeliveryMethodFactory(name_en="World", position=2)
    first = DeliveryMethodFactory(name_en="Post", cut_off="14:00", position=1, rates=[band])
    DeliveryMethodFactory(is_active=False)
    with override("en"):
        found = price_list()
    assert [(each.method_id, each.name) for each in found] == [
        (first.pk, "Post"),
        (second.pk, "World"),
    ]
    post, world = found
    assert (post.countries, world.countries) == ({"BE", "LU"}, frozenset())
    assert (post.fewest_days, post.most_days, world.most_days) == (4, 6, 4)
    assert (post.most_weight, post.least_total, post.price) == (2000, 100, 690)
    assert (f"{post.cut_off:%H:%M}", world.cut_off) == ("14:00", None)


def refused(name):
    return pytest.raises(IntegrityError, match=name)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"fewest_days": 3, "most_days": 2}, "delivery_days_in_order"),
        ({"most_days": 366}, "delivery_days_in_bounds"),
    ],
)
def test_the_database_refuses_days_that_make_no_sense(fields, constraint):
    with refused(constraint), transaction.atomic():
        DeliveryMethodFactory(**fields)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"countries": ""}, "delivery_zone_has_countries"),
        ({"extra_days": 366}, "delivery_zone_days_in_bounds"),
    ],
)
def test_the_database_refuses_a_zone_that_makes_no_sense(fields, constraint):
    with refused(constraint), transaction.atomic():
        DeliveryZoneFactory(**fields)


@pytest.mark.django_db
def test_the_database_refuses_a_rate_for_no_weight():
    with refused("delivery_rate_bears_something"), transaction.atomic():
        DeliveryMethodFactory(rates=[{"price": 1, "most_weight": 0}])


@pytest.mark.django_db
@pytest.mark.parametrize("zone", [True, False])
@pytest.mark.parametrize("weight", [None, 2000])
def test_the_database_refuses_a_band_that_is_there_twice(zone, weight):
    zone = DeliveryZoneFactory() if zone else None
    band = {"zone": zone, "most_weight": weight, "least_total": 100}
    method = DeliveryMethodFactory(rates=[{**band, "price": 1}])
    with refused("delivery_rate_one_a_band"), transaction.atomic():
        DeliveryRate.objects.create(method=method, **band, price=2)
    others = [{"zone": DeliveryZoneFactory()}, {"most_weight": 999}, {"least_total": 101}]
    for other in others:
        DeliveryRate.objects.create(method=method, **{**band, **other}, price=2)
    DeliveryMethodFactory(rates=[{**band, "price": 1}])


@pytest.mark.django_db
def test_a_zone_with_rates_is_not_deleted():
    DeliveryMethodFactory(countries="FR")
    with pytest.raises(models.ProtectedError):
        DeliveryZone.objects.get().delete()
    DeliveryMethod.objects.all().delete()
    DeliveryZone.objects.get().delete()
