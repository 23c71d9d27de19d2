import pytest
from tablib import Dataset

from catalog import stock
from catalog.admin.prices import PriceAndStockResource, SpreadsheetCSV
from catalog.models import Stock
from tests.factories import VariantFactory

pytestmark = pytest.mark.django_db


def imported(text, *, dry_run=False):
    data = SpreadsheetCSV().create_dataset(text)
    return PriceAndStockResource().import_data(data, dry_run=dry_run, use_transactions=True)


def state(variant):
    variant.refresh_from_db()
    row = Stock.objects.get(variant=variant)
    return variant.price, row.on_hand, row.reserved


def words(result):
    return " ".join(str(row.error) for row in result.invalid_rows)


def test_what_was_exported_changes_nothing_when_imported():
    variant = VariantFactory(sku="A", price=1290, on_hand=10)
    table = PriceAndStockResource().export()
    assert table.csv.splitlines() == ["sku,price,on_hand,on_hand_exported", "A,12.90,10,10"]
    stock.reserve({variant.pk: 3})
    stock.take({variant.pk: 2})
    assert imported(table.csv).totals["skip"] == 1
    assert state(variant) == (1290, 8, 1)


def test_prices_and_counts_are_written_and_reservations_kept():
    variant = VariantFactory(sku="A", on_hand=10)
    stock.reserve({variant.pk: 3})
    imported("\ufeffsku;price;on_hand\r\nA;15,50;7\r\n")
    assert state(variant) == (1550, 7, 3)


def test_a_dry_run_writes_nothing():
    variant = VariantFactory(sku="A", price=1290, on_hand=10)
    assert imported("sku,price,on_hand\nA,15.50,7\n", dry_run=True).totals["update"] == 1
    assert state(variant) == (1290, 10, 0)


def test_an_empty_cell_leaves_things_as_they_are():
    variant = VariantFactory(sku="A", price=1290, on_hand=10)
    imported("sku,price,on_hand\nA,,7\n")
    assert state(variant) == (1290, 7, 0)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("B,1.00,1,", "no variant with the SKU"),
        ("A,dear,1,", "not an amount"),
        ("A,1.234,1,", "not an amount"),
        ("A,-1,1,", "not an amount"),
        ("A,1.00,-1,", "not a number of units"),
        ("A,1.00,2,", "have reserved 3"),
        ("A,1.00,12,9", "10 on hand now"),
    ],
)
def test_a_wrong_row_is_refused_in_words_by_its_number(settings, row, said):
    settings.LANGUAGE_CODE = "en"
    variant = VariantFactory(sku="A", price=1290, on_hand=10)
    stock.reserve({variant.pk: 3})
    result = imported(f"sku,price,on_hand,on_hand_exported\n{row}\n", dry_run=True)
    assert [bad.number for bad in result.invalid_rows] == [1]
    assert said in words(result)
    assert state(variant) == (1290, 10, 3)


def test_a_table_without_skus_is_refused():
    VariantFactory(sku="A")
    result = PriceAndStockResource().import_data(Dataset(["1.00"], headers=["price"]), dry_run=True)
    assert result.base_errors
