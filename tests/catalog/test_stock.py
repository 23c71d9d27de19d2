import pytest
from django.db import IntegrityError, transaction

from catalog import stock
from catalog.models import Stock
from tests.factories import VariantFactory

pytestmark = pytest.mark.django_db


def levels(variant):
    row = Stock.objects.get(variant=variant)
    return row.on_hand, row.reserved


def test_reserve_sets_units_aside():
    variant = VariantFactory(on_hand=3)
    stock.reserve({variant.pk: 3})
    assert levels(variant) == (3, 3)


def test_reserve_refuses_more_than_there_is_and_reserves_nothing():
    plenty, last = VariantFactory(on_hand=5), VariantFactory(on_hand=1)
    with pytest.raises(stock.OutOfStock) as refusal:
        stock.reserve({plenty.pk: 2, last.pk: 2})
    assert refusal.value.variant_id == last.pk
    assert (levels(plenty), levels(last)) == ((5, 0), (1, 0))


def test_reserve_refuses_what_was_never_counted_in():
    variant = VariantFactory()
    Stock.objects.all().delete()
    with pytest.raises(stock.OutOfStock):
        stock.reserve({variant.pk: 1})


def test_reserve_never_runs_out_where_stock_is_not_counted():
    variant = VariantFactory(on_hand=0)
    Stock.objects.filter(variant=variant).update(is_tracked=False)
    stock.reserve({variant.pk: 1000})
    assert levels(variant) == (0, 1000)
    stock.take({variant.pk: 1000})
    assert levels(variant) == (0, 0)


def test_release_gives_units_back():
    variant = VariantFactory(on_hand=3)
    stock.reserve({variant.pk: 3})
    stock.release({variant.pk: 2})
    assert levels(variant) == (3, 1)


def test_take_sells_what_was_reserved():
    variant = VariantFactory(on_hand=3)
    stock.reserve({variant.pk: 2})
    stock.take({variant.pk: 2})
    assert levels(variant) == (1, 0)


def test_exchange_holds_one_thing_in_place_of_another():
    a, b, c = (VariantFactory(on_hand=3) for _ in range(3))
    stock.reserve({a.pk: 2, b.pk: 2})
    stock.exchange(held={a.pk: 2, b.pk: 2}, wanted={b.pk: 3, c.pk: 1})
    assert [levels(each) for each in (a, b, c)] == [(3, 0), (3, 3), (3, 1)]


def test_exchange_refuses_as_a_whole():
    a, b = VariantFactory(on_hand=3), VariantFactory(on_hand=1)
    stock.reserve({a.pk: 2})
    with pytest.raises(stock.OutOfStock) as refusal:
        stock.exchange(held={a.pk: 2}, wanted={b.pk: 2})
    assert refusal.value.variant_id == b.pk
    assert [levels(each) for each in (a, b)] == [(3, 2), (1, 0)]


def test_exchange_of_nothing_is_nothing():
    stock.exchange(held={}, wanted={})


@pytest.mark.parametrize(("verb", "statements"), [("reserve", 3), ("release", 3), ("take", 2)])
@pytest.mark.parametrize("count", [1, 30])
def test_any_number_of_rows_costs_the_same(django_assert_num_queries, verb, statements, count):
    units = {variant.pk: 1 for variant in VariantFactory.create_batch(count)}
    if verb != "reserve":
        stock.reserve(units)
    with django_assert_num_queries(statements + 2):  # a savepoint is one more each way
        getattr(stock, verb)(units)


def test_count_writes_what_was_counted_and_keeps_reservations():
    variant = VariantFactory(on_hand=3)
    stock.reserve({variant.pk: 2})
    stock.count(variant_id=variant.pk, on_hand=7)
    assert levels(variant) == (7, 2)


@pytest.mark.parametrize("is_tracked", [True, False])
def test_count_says_whether_stock_is_counted_from_now_on(is_tracked):
    variant = VariantFactory(on_hand=3)
    Stock.objects.filter(variant=variant).update(is_tracked=not is_tracked)
    stock.count(variant_id=variant.pk, on_hand=3)
    assert Stock.objects.get(variant=variant).is_tracked is not is_tracked
    stock.count(variant_id=variant.pk, on_hand=3, is_tracked=is_tracked)
    assert Stock.objects.get(variant=variant).is_tracked is is_tracked


def test_count_makes_a_missing_row():
    variant = VariantFactory()
    Stock.objects.all().delete()
    stock.count(variant_id=variant.pk, on_hand=4)
    assert levels(variant) == (4, 0)


def test_count_refuses_what_moved_and_what_is_reserved():
    variant = VariantFactory(on_hand=5)
    stock.reserve({variant.pk: 2})
    with pytest.raises(stock.StockMoved) as moved:
        stock.count(variant_id=variant.pk, on_hand=9, shown=4)
    assert moved.value.on_hand == 5
    with pytest.raises(stock.BelowReserved) as below:
        stock.count(variant_id=variant.pk, on_hand=1, shown=5)
    assert below.value.reserved == 2
    assert levels(variant) == (5, 2)


@pytest.mark.parametrize("verb", [stock.reserve, stock.release, stock.take])
@pytest.mark.parametrize("units", [0, -1])
def test_units_must_be_positive(verb, units):
    variant = VariantFactory(on_hand=3)
    with pytest.raises(ValueError, match="positive"):
        verb({variant.pk: units})
    assert levels(variant) == (3, 0)


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("stock_on_hand_not_negative", {"on_hand": -1}),
        ("stock_reserved_not_negative", {"reserved": -1}),
        ("stock_reserved_within_on_hand", {"reserved": 4}),
    ],
)
def test_the_database_refuses(name, change):
    variant = VariantFactory(on_hand=3)
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Stock.objects.filter(variant=variant).update(**change)
