"""kill -9 in the middle of a product: what stands is whole, and the same command finishes it."""

import csv
import json

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.enable_socket]

PRODUCTS = 250  # two batches and a half
COLUMNS = (
    "Handle",
    "Title",
    "Option1 Name",
    "Option1 Value",
    "Variant SKU",
    "Variant Inventory Tracker",
    "Variant Inventory Qty",
    "Variant Price",
)


@pytest.fixture
def feed(tmp_path):
    path = tmp_path / "feed.csv"
    with path.open("w", newline="") as file:
        write = csv.DictWriter(file, COLUMNS).writerow
        write(dict(zip(COLUMNS, COLUMNS, strict=True)))
        for number in range(PRODUCTS):
            for size in ("S", "M"):
                sku = f"P{number}-{size}"
                row = (f"p-{number}", f"Product {number}", "Size", size, sku, "shop", "3", "9.90")
                write(dict(zip(COLUMNS, row, strict=True)))
    return str(path)


def counts(shop):
    return {
        name: shop.rows(f"SELECT count(*) FROM catalog_{name.lower()}")[0][0] for name in whole(0)
    }


def whole(products):
    each_two = 2 * products
    return {
        "Product": products,
        "Variant": each_two,
        "Stock": each_two,
        "SearchDocument": products,
    }


@pytest.mark.parametrize(("nth", "kept"), [(1, 0), (150, 100)])
def test_an_import_killed_within_a_product(shop, feed, nth, kept):
    assert shop.run("import", feed, str(nth)) == -9
    assert counts(shop) == whole(kept)
    assert shop.run("import", feed) == 0
    assert counts(shop) == whole(PRODUCTS)
    shop.run("import", feed)
    assert json.loads(shop.output)["unchanged"] == PRODUCTS
