"""The two public sample feeds, whole and broken (O5)."""

import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.models import Category, Picture, Product, Stock, Variant

pytestmark = pytest.mark.django_db

SHOPIFY, WOO = "shopify-apparel.csv", "woocommerce-sample.csv"
FEEDS = [(SHOPIFY, "shopify"), (WOO, "woocommerce")]
both_feeds = pytest.mark.parametrize(("name", "feed_format"), FEEDS)


def writes(queries):
    verbs = ("INSERT", "UPDATE", "DELETE")
    return [query["sql"] for query in queries if query["sql"].startswith(verbs)]


@pytest.fixture
def broken(real_feed, tmp_path):
    """Return a copy of a real feed with some cells changed: ``{(row, column): text}``."""

    def copy(name, cells, *, drop=None, encoding="utf-8"):
        rows = list(csv.reader(io.StringIO(real_feed(name).read_text(encoding="utf-8"))))
        for (row, column), text in cells.items():
            rows[row - 1][rows[0].index(column)] = text
        if drop:
            place = rows[0].index(drop)
            rows = [row[:place] + row[place + 1 :] for row in rows]
        path = tmp_path / name
        with path.open("w", encoding=encoding, newline="") as file:
            csv.writer(file).writerows(rows)
        return path

    return copy


def places(journal):
    return [(entry.row, entry.column) for entry in journal.problems]


def test_shopify_feed_becomes_products(real_feed, run, counts):
    journal = run(real_feed(SHOPIFY), "shopify")
    assert (journal.problems, journal.notes) == ([], [])
    assert counts(journal) == (20, 0, 0, 0, 0)
    top = Product.objects.get(slug="classic-varsity-top")
    assert (top.name_en, top.category.name_en, top.brand.name, top.tax_class) == (
        *("Classic Varsity Top", "women", "partners-demo"),
        "standard",
    )
    assert list(top.variants.values_list("sku", "price", "option_values__name_en")) == [
        ("classic-varsity-top-small", 6000, "Small"),
        ("classic-varsity-top-medium", 6000, "Medium"),
        ("classic-varsity-top-large", 6000, "Large"),
    ]
    assert [option.attribute.code for option in top.product_options.all()] == ["size"]
    assert set(Stock.objects.values_list("on_hand", "is_tracked")) == {(1, False)}
    assert Picture.objects.exclude(source_url="").filter(file="").count() == 20


def test_woocommerce_feed_becomes_products(real_feed, run, counts):
    journal = run(real_feed(WOO), "woocommerce")
    assert counts(journal) == (13, 0, 0, 0, 2)
    assert [(note.row, note.column) for note in journal.notes] == [(17, "Type"), (18, "Type")]
    assert sorted(Category.objects.values_list("depth", "name_en")) == [
        (1, "Clothing"),
        (1, "Music"),
        (2, "Accessories"),
        (2, "Hoodies"),
        (2, "Tshirts"),
    ]
    hoodie = Product.objects.get(slug="hoodie")
    assert set(hoodie.variants.values_list("sku", "price")) == {
        ("cc-hoodie-red", 4200),
        ("cc-hoodie-green", 4500),
        ("cc-hoodie-blue", 4500),
        ("cc-hoodie-red-logo", 4500),
        ("cc-hoodie-green-logo", 4500),
        ("cc-hoodie-blue-logo", 4500),
    }
    any_size = Variant.objects.filter(product__slug="t-shirt", sku__startswith="cc-t-shirt-red")
    assert set(any_size.values_list("sku", flat=True)) == {
        f"cc-t-shirt-red-{size}" for size in ("small", "medium", "large")
    }
    assert not Product.objects.get(slug="hoodie-with-pocket").is_published


@both_feeds
@pytest.mark.parametrize("language", ["fr", "en"])
def test_second_run_changes_nothing(name, feed_format, language, real_feed, run, everything):
    created = run(real_feed(name), feed_format, language=language).products["created"]
    before = everything()
    with CaptureQueriesContext(connection) as queries:
        journal = run(real_feed(name), feed_format, language=language)
    assert writes(queries) == []
    assert everything() == before
    assert journal.products == {"created": 0, "changed": 0, "unchanged": created}
    assert journal.problems == []


@both_feeds
def test_rehearsal_says_what_will_happen_and_leaves_no_trace(
    name, feed_format, real_feed, run, everything
):
    rehearsed = run(real_feed(name), feed_format, is_rehearsal=True)
    assert not any(everything().values())
    assert run(real_feed(name), feed_format).as_dict() == rehearsed.as_dict()


@both_feeds
def test_byte_order_mark_is_read_over(name, feed_format, broken, run):
    assert run(broken(name, {}, encoding="utf-8-sig"), feed_format).problems == []


@both_feeds
def test_utf_16_is_refused_as_a_whole(name, feed_format, broken, run, everything):
    journal = run(broken(name, {}, encoding="utf-16"), feed_format)
    assert "UTF-16" in journal.problems[0].cause
    assert not any(everything().values())


@pytest.mark.parametrize(
    ("name", "feed_format", "column"),
    [
        *((SHOPIFY, "shopify", column) for column in ("Handle", "Title", "Variant Price")),
        *((WOO, "woocommerce", column) for column in ("Type", "SKU", "Name", "Regular price")),
    ],
)
def test_missing_column_is_named(name, feed_format, column, broken, run):
    journal = run(broken(name, {}, drop=column), feed_format)
    assert places(journal) == [(1, column)]
    assert f"“{column}” is missing" in journal.problems[0].cause


@pytest.mark.parametrize("price", ["abc", "-1", "1.999", "12,90", "€12", "NaN", "1e99", ""])
def test_shopify_bad_price_costs_its_row_only(price, broken, run, counts):
    journal = run(broken(SHOPIFY, {(4, "Variant Price"): price}), "shopify")
    assert places(journal) == [(4, "Variant Price")]
    assert counts(journal) == (20, 0, 0, 1, 0)
    skus = Variant.objects.filter(product__slug="classic-varsity-top").values_list("sku", flat=True)
    assert set(skus) == {"classic-varsity-top-small", "classic-varsity-top-large"}


def test_woocommerce_bad_rows_cost_themselves_only(broken, run, counts):
    path = broken(
        WOO,
        {
            (5, "Regular price"): "abc",
            (6, "SKU"): "cc-scarf",  # row 22 is the second then
            (7, "Tax class"): "luxury",
            (8, "Name"): "x" * 201,
            (12, "Regular price"): "-1",  # a variation of the hoodie
        },
    )
    journal = run(path, "woocommerce")
    assert sorted(places(journal)) == [
        (5, "Regular price"),
        (7, "Tax class"),
        (8, "Name"),
        (12, "Regular price"),
        (22, "SKU"),
    ]
    assert "row 6" in journal.problems[-1].cause
    assert counts(journal) == (9, 0, 0, 5, 2)
    assert Variant.objects.filter(product__slug="hoodie").count() == 5


def test_shopify_windows_1252_names_row_column_and_byte(broken, run, counts):
    cells = {(2, "Title"): "Chemise été"}
    journal = run(broken(SHOPIFY, cells, encoding="cp1252"), "shopify")
    # Two descriptions of the real feed have signs of their own beyond ASCII.
    assert places(journal) == [(2, "Title"), (6, "Body (HTML)"), (11, "Body (HTML)")]
    assert journal.problems[0].cause == (
        "the byte 0xE9 is not UTF-8 (“é” in Windows-1252). "
        "Save the file as “CSV UTF-8” and import it again."
    )
    assert counts(journal) == (17, 0, 0, 3, 0)


def test_repaired_feed_completes_what_the_broken_one_began(broken, real_feed, run, counts):
    run(broken(SHOPIFY, {(4, "Variant Price"): "abc"}), "shopify")
    assert counts(run(real_feed(SHOPIFY), "shopify")) == (0, 1, 19, 0, 0)
    variants = Variant.objects.filter(product__slug="classic-varsity-top")
    assert list(variants.values_list("sku", "position")) == [
        ("classic-varsity-top-small", 0),
        ("classic-varsity-top-medium", 1),
        ("classic-varsity-top-large", 2),
    ]


def test_row_refused_later_takes_nothing_off_sale(broken, real_feed, run):
    run(real_feed(SHOPIFY), "shopify")
    run(broken(SHOPIFY, {(4, "Variant Price"): "abc"}), "shopify")
    assert not Variant.objects.filter(is_active=False).exists()
