import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.feeds.reading import woocommerce_cells
from catalog.feeds.reading.table import Row
from catalog.models import Category, Picture, Product, Stock, Variant

pytestmark = pytest.mark.django_db


def simple(**cells):
    names = {"price": "Regular price", "attribute": "Attribute 1 name"}
    base = {"ID": "1", "Type": "simple", "SKU": "A", "Name": "Apple", "Regular price": "2"}
    return {**base, **{names.get(name, name): text for name, text in cells.items()}}


def parent(values="S, M", **cells):
    attribute = {"Attribute 1 name": "Size", "Attribute 1 value(s)": values}
    return {"ID": "9", "Type": "variable", "SKU": "P", "Name": "Pullover", **attribute, **cells}


def child(sku, value, **cells):
    base = {"Type": "variation", "SKU": sku, "Name": "x", "Regular price": "5", "Parent": "P"}
    return {**base, "Attribute 1 name": "Size", "Attribute 1 value(s)": value, **cells}


@pytest.fixture
def woo(write_feed, run):
    def import_rows(*rows):
        return run(write_feed(list(rows)), "woocommerce")

    return import_rows


def problems(journal):
    return [(entry.row, entry.column) for entry in journal.problems]


@pytest.mark.parametrize("by", ["P", "id:9"])
def test_variations_find_their_parent_wherever_it_stands(by, woo, counts):
    journal = woo(child("S", "S", Parent=by), simple(), parent(), child("M", "M", Parent=by))
    assert counts(journal) == (2, 0, 0, 0, 0)
    product = Product.objects.get(slug="pullover")
    assert list(product.variants.values_list("sku", "option_values__name_en")) == [
        ("S", "S"),
        ("M", "M"),
    ]


def test_any_value_becomes_a_variant_for_each_that_no_other_names(woo):
    woo(parent("S, M, L"), child("any", ""), child("m", "M", **{"Regular price": "6"}))
    assert set(Variant.objects.values_list("sku", "price")) == {
        ("any-s", 500),
        ("any-l", 500),
        ("m", 600),
    }


def test_stock_shared_by_variants_is_not_sold_twice(woo):
    journal = woo(parent(), child("any", "", Stock="3"))
    assert set(Stock.objects.values_list("on_hand", "is_tracked")) == {(0, True)}
    assert [(note.row, note.column) for note in journal.notes] == [(3, "Stock")]


@pytest.mark.parametrize(
    ("cells", "level"),
    [
        ({}, (0, False)),
        ({"In stock?": "1", "Stock": ""}, (0, False)),
        ({"In stock?": "0", "Stock": ""}, (0, True)),
        ({"In stock?": "", "Stock": "7"}, (7, True)),
        ({"In stock?": "1", "Stock": "7"}, (7, True)),
        ({"In stock?": "0", "Stock": "7"}, (0, True)),
        ({"In stock?": "1", "Stock": "-4"}, (0, True)),
        ({"In stock?": "backorder", "Stock": ""}, (0, False)),
        ({"In stock?": "1", "Stock": "7", "Backorders allowed?": "notify"}, (7, False)),
        ({"In stock?": "1", "Stock": "parent"}, (0, True)),
        ({"Type": "simple, virtual", "Stock": "7"}, (0, False)),
    ],
)
def test_stock(cells, level, woo):
    assert woo(simple(**cells)).problems == []
    stock = Stock.objects.get()
    assert (stock.on_hand, stock.is_tracked) == level


@pytest.mark.usefixtures("clock")  # 4 March 2026
@pytest.mark.parametrize(
    ("cells", "price"),
    [
        ({}, 200),
        ({"Sale price": "1.50"}, 150),
        ({"Sale price": "1.50", "Date sale price ends": "2026-03-04"}, 150),
        ({"Sale price": "1.50", "Date sale price ends": "2026-03-03"}, 200),
        ({"Sale price": "1.50", "Date sale price starts": "2026-03-05 00:00:00"}, 200),
        ({"Sale price": "1.50", "Regular price": ""}, 150),
    ],
)
def test_sale_price_is_the_price_while_it_holds(cells, price, woo):
    assert woo(simple(**cells)).problems == []
    assert Variant.objects.get().price == price


@pytest.mark.parametrize(
    ("column", "text", "grams"),
    [
        ("Weight (kg)", "0.5", 500),
        ("Weight (lbs)", "1", 454),
        ("Weight (oz)", "8", 227),
        ("Weight (g)", "12", 12),
        ("Weight (kg)", "", 0),
    ],
)
def test_weight_is_in_grams(column, text, grams, woo):
    woo(simple(**{column: text}))
    assert Variant.objects.get().weight == grams


def test_virtual_products_weigh_nothing(woo):
    woo(simple(Type="simple, downloadable, virtual", **{"Weight (kg)": "3"}))
    assert Variant.objects.get().weight == 0


@pytest.mark.parametrize(
    ("categories", "slug"),
    [
        ("A > B, C", "a-b"),
        ("C, A > B", "a-b"),
        ("A > B > D", "a-b"),
        ("C, A", "c"),
        (r"Salt\, Pepper", "salt-pepper"),
        ("Home &amp; Garden", "home-garden"),
        ("", "other-products"),
    ],
)
def test_deepest_category_counts_to_two_levels(categories, slug, woo):
    woo(simple(Categories=categories))
    assert Product.objects.get().category.slug == slug
    assert Category.objects.filter(depth__gt=2).count() == 0


@pytest.mark.parametrize(
    ("status", "tax_class", "found"),
    [
        ("taxable", "", "standard"),
        ("taxable", "reduced-rate", "reduced"),
        ("taxable", "Zero-rate", "zero"),
        ("none", "", "zero"),
    ],
)
def test_tax_class(status, tax_class, found, woo):
    woo(simple(**{"Tax status": status, "Tax class": tax_class}))
    assert Product.objects.get().tax_class == found


def test_attributes_that_are_no_options_describe_the_product(woo):
    extra = {"Attribute 2 name": "Fabric", "Attribute 2 value(s)": "Wool, Silk"}
    woo(parent(**extra), child("S", "S"))
    product = Product.objects.get()
    assert set(product.attributes.values_list("code", flat=True)) == {"wool", "silk"}
    assert [str(option) for option in product.product_options.all()] == ["Size"]


def test_texts_are_joined_and_their_line_breaks_read(woo):
    woo(simple(**{"Short description": "<b>Short</b>", "Description": r"One\n\nTwo"}))
    assert Product.objects.get().description_en == "Short\n\nOne\n\nTwo"


def test_pictures_are_addresses_and_a_variations_own_is_tied_to_it(woo):
    one, two = "https://example.com/a,b.png", "https://example.com/2.png"
    journal = woo(
        parent(Images=f"{one},{two}"), child("S", "S", Images=two), child("M", "M", Images="x.png")
    )
    found = Picture.objects.values_list("source_url", "variant__sku", "position")
    assert list(found) == [(one, None, 0), (two, "S", 1)]
    assert [(note.row, note.column) for note in journal.notes] == [(4, "Images")]


def test_same_names_get_addresses_of_their_own_and_keep_them(woo, counts):
    rows = [simple(), simple(ID="2", SKU="B")]
    woo(*rows)
    assert list(Variant.objects.order_by("sku").values_list("sku", "product__slug")) == [
        ("A", "apple"),
        ("B", "apple-2"),
    ]
    assert counts(woo(*rows)) == (0, 0, 2, 0, 0)


def test_empty_sku_is_made_from_the_id_or_the_name(woo, counts):
    rows = [simple(SKU=""), simple(ID="", SKU="", Name="Poire")]
    woo(*rows)
    assert set(Variant.objects.values_list("sku", flat=True)) == {"woo-1", "poire"}
    assert counts(woo(*rows)) == (0, 0, 2, 0, 0)


@pytest.mark.parametrize(
    ("rows", "places"),
    [
        ([simple(Type="bundle")], [(2, "Type")]),
        ([simple(Type="")], [(2, "Type")]),
        ([simple(Name="")], [(2, "Name")]),
        ([simple(SKU="x" * 65)], [(2, "SKU")]),
        ([simple(**{"In stock?": "perhaps"})], [(2, "In stock?")]),
        ([simple(**{"Sale price": "1", "Date sale price ends": "soon"})], None),
        ([simple(**{"Attribute 1 name": "x" * 51})], [(2, "Attribute 1 name")]),
        ([child("S", "S")], [(2, "Parent")]),
        ([child("S", "S", Parent="")], [(2, "Parent")]),
        ([parent()], [(2, "Type")]),
        ([parent(), child("S", "S"), child("S2", "S")], [(4, "Attribute 1 value(s)")]),
        ([parent(), child("S", "S"), child("S", "M")], [(4, "SKU")]),
        (
            [parent(), child("S", "S"), child("C", "Red", **{"Attribute 1 name": "Colour"})],
            [(4, "Attribute 1 value(s)")],
        ),
        (
            [parent(), child("S", "S"), child("M", "M"), child("any", "")],
            [(5, "Attribute 1 value(s)")],
        ),
        (
            [parent(", ".join(map(str, range(501)))), child("any", "")],
            [(3, "Attribute 1 value(s)"), (2, "")],
        ),
        ([parent(Name=""), child("S", "S")], [(2, "Name"), (3, "Parent")]),
        ([parent(), child("S", "S"), parent()], [(4, "SKU")]),
        (
            [parent(), child("S", "S"), child("M", "M", **{"Tax class": "zero-rate"})],
            [(4, "Tax class")],
        ),
    ],
)
def test_bad_rows_are_named(rows, places, woo):
    journal = woo(*rows, simple(ID="77", SKU="good", Name="Good"))
    assert problems(journal) == (places or [(2, "Date sale price ends")])
    assert Product.objects.filter(slug="good").exists()


@given(st.lists(st.text("ab,", min_size=1).filter(lambda part: not part.isspace()), min_size=1))
def test_split_reads_what_the_export_writes(parts):
    cell = ", ".join(part.replace(",", "\\,") for part in parts)
    assert woocommerce_cells.split(cell) == parts


def test_weight_of_an_unknown_unit_is_nothing():
    assert woocommerce_cells._weight(Row(2, 0, {"Weight (stone)": "3"})) == 0
