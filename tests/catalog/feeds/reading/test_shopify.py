import pytest

from catalog.models import Category, Picture, Product, Stock, Variant

pytestmark = pytest.mark.django_db


def row(**cells):
    names = {"handle": "Handle", "title": "Title", "price": "Variant Price", "sku": "Variant SKU"}
    return {names.get(name, name): text for name, text in cells.items()}


def shirt(**cells):
    return {**row(handle="shirt", title="Shirt", price="12.90", sku="S-1"), **cells}


@pytest.fixture
def shopify(write_feed, run):
    def import_rows(*rows, **options):
        return run(write_feed(list(rows)), "shopify", **options)

    return import_rows


def problems(journal):
    return [(entry.row, entry.column) for entry in journal.problems]


def test_texts_go_into_the_chosen_language_only(shopify):
    shopify(shirt(Title="Chemise", **{"Body (HTML)": "<p>Bleue</p><p>Belle</p>"}), language="fr")
    product = Product.objects.get()
    assert (product.name_fr, product.name_en) == ("Chemise", None)
    assert (product.description_fr, product.description_en) == ("Bleue\n\nBelle", None)
    shopify(shirt(**{"Body (HTML)": "Blue"}), language="en")
    product = Product.objects.get()
    assert (product.name_fr, product.name_en) == ("Chemise", "Shirt")
    assert (product.description_fr, product.description_en) == ("Bleue\n\nBelle", "Blue")


def test_three_options_tell_variants_apart(shopify):
    first = {
        "Option1 Name": "Size",
        "Option2 Name": "Colour",
        "Option3 Name": "Cut",
        "Option1 Value": "4.5",
        "Option2 Value": "Red",
        "Option3 Value": "Slim",
    }
    second = {"Option1 Value": "45", "Option2 Value": "Red", "Option3 Value": "Slim"}
    journal = shopify(shirt(**first), {**row(handle="shirt", price="13", sku="S-2"), **second})
    assert journal.problems == []
    codes = Product.objects.get().product_options.values_list("attribute__code", flat=True)
    assert list(codes) == ["size", "colour", "cut"]
    assert Variant.objects.filter(option_values__name_en="Red").count() == 2
    assert Variant.objects.get(option_values__name_en="4.5").sku == "S-1"


@pytest.mark.parametrize(
    ("cells", "slugs"),
    [
        ({"Type": "Shoes", "Tags": "sale, men"}, [(1, "shoes")]),
        ({"Type": "Clothes > Shirts > Blue"}, [(1, "clothes"), (2, "clothes-shirts")]),
        ({"Tags": "men, sale"}, [(1, "men")]),
        ({}, [(1, "other-products")]),
    ],
)
def test_category_is_the_type_or_the_first_tag(cells, slugs, shopify):
    shopify(shirt(**cells))
    assert list(Category.objects.values_list("depth", "slug")) == slugs
    assert Product.objects.get().category.slug == slugs[-1][1]


@pytest.mark.parametrize(
    ("tracker", "policy", "quantity", "level"),
    [
        ("shopify", "deny", "5", (5, True)),
        ("shopify", "continue", "5", (5, False)),
        ("", "deny", "5", (5, False)),
        ("shopify", "deny", "-2", (0, True)),
        ("shopify", "deny", "", (0, True)),
    ],
)
def test_stock(tracker, policy, quantity, level, shopify):
    cells = {
        "Variant Inventory Tracker": tracker,
        "Variant Inventory Policy": policy,
        "Variant Inventory Qty": quantity,
    }
    shopify(shirt(**cells))
    stock = Stock.objects.get()
    assert (stock.on_hand, stock.is_tracked) == level


@pytest.mark.parametrize(
    ("cells", "is_published"),
    [({}, True), ({"Published": "false"}, False), ({"Status": "draft"}, False)],
)
def test_only_active_products_are_shown(cells, is_published, shopify):
    shopify(shirt(**cells))
    assert Product.objects.get().is_published is is_published


def test_untaxed_product_has_the_zero_rate(shopify):
    shopify(shirt(**{"Variant Taxable": "false"}))
    assert Product.objects.get().tax_class == "zero"


def test_rows_without_a_variant_add_pictures(shopify):
    picture = "https://example.com/{}.png"
    journal = shopify(
        shirt(**{"Image Src": picture.format(1), "Image Alt Text": "Front"}),
        {"Handle": "shirt", "Image Src": picture.format(2)},
        {"Handle": "shirt", "Image Src": "file:///etc/passwd"},
    )
    assert list(Picture.objects.values_list("source_url", "alt_en", "position", "file")) == [
        (picture.format(1), "Front", 0, ""),
        (picture.format(2), None, 1, ""),
    ]
    assert [(note.row, note.column) for note in journal.notes] == [(4, "Image Src")]
    assert journal.problems == []


def test_variant_image_is_tied_to_its_variant(shopify):
    url = "https://example.com/red.png"
    shopify(shirt(**{"Image Src": url, "Variant Image": url}))
    assert Picture.objects.get().variant.sku == "S-1"


def test_endless_product_is_not_held_in_memory(shopify, monkeypatch):
    monkeypatch.setattr("catalog.feeds.reading.shopify.MOST_ROWS", 2)
    url = "https://example.com/{}.png"
    rows = [{"Handle": "shirt", "Image Src": url.format(n)} for n in range(3)]
    assert problems(shopify(shirt(), *rows)) == [(4, "Handle"), (5, "Handle")]
    assert Picture.objects.count() == 1


def test_gift_cards_are_left_out(shopify, counts):
    assert counts(shopify(shirt(**{"Gift Card": "true"}))) == (0, 0, 0, 0, 1)


def test_empty_sku_is_made_from_handle_and_options(shopify):
    option = {"Option1 Name": "Size", "Option1 Value": "Très grand"}
    shopify(shirt(**option, **{"Variant SKU": ""}))
    assert Variant.objects.get().sku == "shirt-tres-grand"


@pytest.mark.parametrize(
    ("rows", "places"),
    [
        ([shirt(Title="")], [(2, "Title")]),
        ([shirt(Handle="")], [(2, "Handle")]),
        ([shirt(Title="x" * 201)], [(2, "Title")]),
        ([shirt(Vendor="x" * 101)], [(2, "Vendor")]),
        ([shirt(Type="x" * 101)], [(2, "Type")]),
        ([shirt(**{"Variant SKU": "x" * 65})], [(2, "Variant SKU")]),
        ([shirt(**{"Variant Grams": "heavy"})], [(2, "Variant Grams")]),
        ([shirt(), shirt(Handle="other")], [(3, "Variant SKU")]),
        ([shirt(), shirt(**{"Variant SKU": "S-2"})], [(3, "Option1 Value")]),
        ([shirt(), shirt(Handle="b", **{"Variant SKU": "b"}), shirt()], [(4, "Handle")]),
        ([shirt(Title=""), shirt(**{"Variant SKU": "b"})], [(2, "Title"), (3, "Handle")]),
        (
            [shirt(**{"Option1 Name": "Size", "Option2 Name": "size", "Option1 Value": "S"})],
            [(2, "Option1 Name")],
        ),
        ([shirt(**{"Option2 Value": "Red", "Option1 Value": "S"})], [(2, "Option1 Name")]),
    ],
)
def test_bad_rows_are_named(rows, places, shopify):
    good = shirt(Handle="good", **{"Variant SKU": "good"})
    journal = shopify(*rows, good)
    assert problems(journal) == places
    assert Product.objects.filter(slug="good").exists()
