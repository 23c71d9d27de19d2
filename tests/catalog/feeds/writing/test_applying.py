import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog import stock
from catalog.feeds.journal import Journal
from catalog.feeds.records import Choice, Columns, PictureRecord, ProductRecord, VariantRecord
from catalog.feeds.writing import applying
from catalog.feeds.writing.applying import apply
from catalog.feeds.writing.vocabulary import Vocabulary
from catalog.models import Category, Picture, Product, Stock, Variant
from shop.core import clock as shop_clock
from tests.factories import AttributeValueFactory, BrandFactory, CategoryFactory, VariantFactory

pytestmark = pytest.mark.django_db

COLUMNS = Columns("name", "sku", "stock", "options")


def variant(sku="A", **fields):
    return VariantRecord(**{"row": 2, "sku": sku, "price": 500, "on_hand": 4, **fields})


def sized(sku, size, **fields):
    return variant(sku, options=(Choice("Size", size),), **fields)


def product(*variants, **fields):
    base = {
        "row": 2,
        "columns": COLUMNS,
        "slug": "apple",
        "name": "Apple",
        "category": ("Fruit",),
        "has_lasting_slug": True,
        "description": "Round",
    }
    return ProductRecord(**{**base, **fields}, variants=variants or (variant(),))


def write(*records):
    journal = Journal("feed.csv")
    apply(records, Vocabulary("en"), journal)
    return journal


def outcome(journal):
    return tuple(journal.products.values())


def places(journal):
    return [(entry.row, entry.column) for entry in journal.problems]


def test_unchanged_product_is_not_written():
    record = product(sized("A", "S"), sized("B", "M"), pictures=(PictureRecord("https://e.com/1"),))
    assert outcome(write(record)) == (1, 0, 0)
    with CaptureQueriesContext(connection) as queries:
        assert outcome(write(record)) == (0, 0, 1)
    assert [q["sql"] for q in queries if q["sql"].startswith(("UPDATE", "INSERT", "DELETE"))] == []


def test_queries_do_not_grow_with_unchanged_products():
    def queries_for(count):
        records = [
            product(
                sized(f"A{n}", "S"),
                sized(f"B{n}", "M"),
                slug=f"p{n}",
                brand="Brand",
                attributes=(Choice("Fabric", "Wool"),),
                pictures=(PictureRecord("https://example.com/1"),),
            )
            for n in range(count)
        ]
        write(*records)
        with CaptureQueriesContext(connection) as queries:
            assert outcome(write(*records)) == (0, 0, count)
        return sum("SAVEPOINT" not in query["sql"] for query in queries)

    assert queries_for(1) == queries_for(30) == 14


@pytest.mark.parametrize(
    "fields",
    [
        {"name": "Pear"},
        {"description": ""},
        {"category": ("Fruit", "Red")},
        {"brand": "Orchard"},
        {"tax_class": "reduced"},
        {"is_published": False},
        {"attributes": (Choice("Colour", "Red"),)},
        {"pictures": (PictureRecord("https://example.com/1"),)},
    ],
)
def test_change_of_the_product_is_written_once(fields):
    write(product())
    assert outcome(write(product(**fields))) == (0, 1, 0)
    assert outcome(write(product(**fields))) == (0, 0, 1)


@pytest.mark.parametrize(
    "fields",
    [
        {"price": 501},
        {"weight": 3},
        {"on_hand": 5},
        {"is_tracked": False},
        {"is_active": False},
    ],
)
def test_change_of_a_variant_is_written_once(fields):
    write(product())
    assert outcome(write(product(variant(**fields)))) == (0, 1, 0)
    assert outcome(write(product(variant(**fields)))) == (0, 0, 1)


def test_only_changed_fields_are_written():
    write(product())
    with CaptureQueriesContext(connection) as queries:
        write(product(variant(price=501)))
    updates = [query["sql"] for query in queries if query["sql"].startswith("UPDATE")]
    assert len(updates) == 1
    assert '"price"' in updates[0]
    assert '"weight"' not in updates[0]


def test_change_moves_the_time_of_the_last_change(clock):
    write(product())
    clock.shift(60)
    write(product(name="Pear"))
    assert Product.objects.get().updated_at == shop_clock.now()


def test_what_the_feed_does_not_say_stays():
    write(product(brand="Orchard", tax_class="reduced"))
    mine = AttributeValueFactory()
    Product.objects.get().attributes.add(mine)
    Picture.objects.bulk_create(
        [Picture(product=Product.objects.get(), file="mine.webp", width=1, height=1)]
    )
    assert outcome(write(product(attributes=(Choice("Colour", "Red"),)))) == (0, 1, 0)
    found = Product.objects.get()
    assert (found.brand.name, found.tax_class) == ("Orchard", "reduced")
    assert mine in found.attributes.all()
    assert found.pictures.count() == 1


def test_variant_that_a_whole_product_no_longer_has_goes_off_sale():
    write(product(sized("A", "S"), sized("B", "M")))
    write(product(sized("A", "S"), is_whole=False))
    assert Variant.objects.get(sku="B").is_active
    write(product(sized("A", "S")))
    assert not Variant.objects.get(sku="B").is_active
    write(product(sized("A", "S"), sized("B", "M")))
    assert Variant.objects.get(sku="B").is_active


def test_picture_that_a_whole_product_no_longer_has_goes_unless_fetched():
    urls = [f"https://example.com/{n}" for n in range(3)]
    write(product(pictures=tuple(map(PictureRecord, urls))))
    Picture.objects.filter(source_url=urls[1]).update(file="fetched.webp")
    write(product(pictures=(PictureRecord(urls[0]),)))
    assert set(Picture.objects.values_list("source_url", flat=True)) == set(urls[:2])


def test_variants_may_swap_their_options():
    write(product(sized("A", "S"), sized("B", "M")))
    assert outcome(write(product(sized("A", "M"), sized("B", "S")))) == (0, 1, 0)
    found = Variant.objects.values_list("sku", "option_values__name_en")
    assert set(found) == {("A", "M"), ("B", "S")}


def test_variant_with_a_new_sku_is_found_by_its_options():
    write(product(sized("A", "S")))
    before = Variant.objects.get().pk
    write(product(sized("NEW", "S")))
    assert Variant.objects.values_list("pk", "sku").get() == (before, "NEW")


def test_options_may_be_added_to_a_product_that_had_none():
    write(product(variant("A")))
    write(product(sized("A-S", "S"), sized("A-M", "M")))
    assert dict(Variant.objects.values_list("sku", "is_active")) == {
        "A": False,
        "A-S": True,
        "A-M": True,
    }


def test_sku_of_another_product_is_refused_and_the_rest_written():
    other = VariantFactory(sku="TAKEN")
    journal = write(product(sized("A", "S"), sized("TAKEN", "M", row=3)))
    assert outcome(journal) == (1, 0, 0)
    assert places(journal) == [(3, "sku")]
    assert other.product.slug in journal.problems[0].cause
    assert Variant.objects.get(sku="TAKEN").product == other.product


def test_skus_of_two_products_are_refused_where_they_are_the_identity():
    VariantFactory(sku="A")
    VariantFactory(sku="B")
    record = product(sized("A", "S"), sized("B", "M", row=3), has_lasting_slug=False)
    journal = write(record, product(variant("C"), slug="c"))
    assert places(journal) == [(2, "sku"), (3, "")]
    assert outcome(journal) == (1, 0, 0)


def test_product_is_found_by_sku_whatever_its_address():
    mine = VariantFactory(sku="A").product
    journal = write(product(variant("A"), has_lasting_slug=False))
    assert outcome(journal) == (0, 1, 0)
    mine.refresh_from_db()
    assert (mine.name_en, mine.slug != "apple") == ("Apple", True)


def test_stock_below_what_orders_reserved_is_refused():
    write(product())
    stock.reserve({Variant.objects.get().pk: 3})
    journal = write(product(variant(on_hand=2, price=1)))
    assert places(journal) == [(2, "stock")]
    assert "3 that started orders have reserved" in journal.problems[0].cause
    assert Stock.objects.values_list("on_hand", "reserved").get() == (4, 3)
    assert outcome(write(product(variant(on_hand=3)))) == (0, 1, 0)


def test_product_that_the_database_refuses_costs_no_other(monkeypatch):
    def overtake(product, record, vocabulary):
        if record.slug == "bad":
            VariantFactory(sku="bad")  # another import was faster
        return write_variants(product, record, vocabulary)

    write_variants = applying.write_variants
    monkeypatch.setattr(applying, "write_variants", overtake)
    journal = write(
        product(variant("bad"), slug="bad", category=("New",)),
        product(variant("good"), slug="good", category=("New",)),
    )
    assert outcome(journal) == (1, 0, 0)
    assert places(journal) == [(2, "")]
    assert [p.slug for p in Product.objects.all()] == ["good"]
    assert Category.objects.get().name_en == "New"


def test_options_of_a_product_with_refused_rows_are_not_changed():
    write(product(variant("A")))
    journal = write(product(sized("A", "S"), is_whole=False))
    assert places(journal) == []
    write(product(sized("A", "S")))
    colour = variant("A", options=(Choice("Colour", "Red"),))
    assert places(write(product(colour, is_whole=False))) == [(2, "options")]


def test_names_that_staff_changed_stay_theirs():
    write(product(category=("Fruit", "Red"), attributes=(Choice("Colour", "Red"),)))
    Category.objects.filter(slug="fruit-red").update(name="Rouge", name_en="Crimson")
    assert outcome(write(product(category=("Fruit", "Red")))) == (0, 0, 1)
    assert Category.objects.get(slug="fruit-red").name_en == "Crimson"


def test_categories_and_brands_of_staff_are_found_by_name():
    category = CategoryFactory(slug="obst", name_en="Fruit")
    brand = BrandFactory(name="Orchard", slug="mine")
    write(product(brand="ORCHARD"))
    found = Product.objects.get()
    assert (found.category, found.brand) == (category, brand)


@pytest.mark.django_db(transaction=True)
def test_killed_import_leaves_whole_products_only(monkeypatch):
    def die(product, record, language):
        if record.slug == "p2":
            raise KeyboardInterrupt
        return False

    monkeypatch.setattr(applying, "write_pictures", die)
    records = [product(variant(f"A{n}"), slug=f"p{n}") for n in range(4)]
    with pytest.raises(KeyboardInterrupt):
        write(*records)
    assert set(Product.objects.values_list("slug", "variants__sku")) == {("p0", "A0"), ("p1", "A1")}
    monkeypatch.undo()
    assert outcome(write(*records)) == (2, 0, 2)
