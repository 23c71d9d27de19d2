import pytest
from django.http import QueryDict
from django.utils.http import urlencode

from catalog.facets.filters import MOST_ATTRIBUTES, MOST_VALUES, NO_FILTERS, Filters
from catalog.facets.prices import Band


def test_asked_reads_keys_and_puts_them_in_order():
    address = (
        "brand=orme&brand=alba&brand=alba&category=cups&price=1000-2000&price=5000-&stars=4"
        "&in_stock=1&a-size=m&a-colour=red&a-colour=off-white"
    )
    filters = Filters.asked(QueryDict(address))
    assert filters == Filters(
        categories=("cups",),
        brands=("alba", "orme"),
        prices=(Band(1000, 2000), Band(5000)),
        stars=4,
        in_stock=True,
        attributes=(("colour", ("off-white", "red")), ("size", ("m",))),
    )
    assert Filters.asked(QueryDict(urlencode(filters.parameters))) == filters


@pytest.mark.parametrize(
    "address",
    [
        "brand=&category=%00&a-colour=&a-=red&stars=9&stars=x&in_stock=yes",
        "price=abc&price=-&price=20-10&price=-5-9&price=%D9%A3-%D9%A4&price=1-2-3",
        "brand='%20OR%201=1&a-colour=red'&a-c;drop=x&category=a%20b",
        "a-colour=" + "x" * 201,
    ],
)
def test_asked_passes_over_what_is_no_key(address):
    assert Filters.asked(QueryDict(address)) == NO_FILTERS
    assert not NO_FILTERS


def test_asked_takes_no_more_than_a_list_can_bear():
    many = "&".join(f"brand=b{n}&price={n}-{n + 1}&a-c{n}=x" for n in range(60))
    filters = Filters.asked(QueryDict(many))
    counts = (len(filters.brands), len(filters.prices), len(filters.attributes))
    assert counts == (MOST_VALUES, MOST_VALUES, MOST_ATTRIBUTES)


def test_without_takes_one_filter_away():
    filters = Filters.asked(QueryDict("brand=alba&brand=orme&a-size=m&stars=3"))
    assert filters.without(("brand", "alba")).parameters == [
        ("brand", "orme"),
        ("stars", "3"),
        ("a-size", "m"),
    ]
    assert filters.without(("a-size", "m")).attributes == ()
    assert filters.without(("brand", "nobody")) == filters
