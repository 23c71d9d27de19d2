"""The narrow row of a product says what the product says, from the same moment on."""

from threading import Event, Thread

import pytest
from django.db import connection, transaction

from catalog import stock
from catalog.facets.keeping import write_facets
from catalog.models import Attribute, Product, ProductFacets, Stock
from catalog.reviews.moderating import approve, refuse
from catalog.search.indexing import index_products
from tests.factories import (
    AttributeFactory,
    AttributeValueFactory,
    BrandFactory,
    CategoryFactory,
    ProductFactory,
    ReviewFactory,
    UserFactory,
    VariantFactory,
)
from tests.undone import undone

pytestmark = pytest.mark.django_db
SAVEPOINT = 2  # made and released, since each test is a transaction


def row_of(product):
    return ProductFacets.objects.values(
        "category__slug",
        "brand__slug",
        "is_published",
        "price",
        "stars",
        "is_in_stock",
        "value_keys",
    ).get(product=product)


def test_a_product_without_variants_has_no_price_and_is_not_there():
    product = ProductFactory(category=CategoryFactory(slug="cups"), brand=None)
    assert row_of(product) == {
        "category__slug": "cups",
        "brand__slug": None,
        "is_published": True,
        "price": None,
        "stars": 0,
        "is_in_stock": False,
        "value_keys": [],
    }


def test_the_row_follows_what_staff_change():
    product = ProductFactory(brand=BrandFactory(slug="alba"))
    dear, cheap = (VariantFactory(product=product, price=price) for price in (1990, 990))
    value = AttributeValueFactory(attribute=AttributeFactory(code="material"))
    product.attributes.add(value)
    before = row_of(product)
    assert (before["brand__slug"], before["price"], before["value_keys"]) == (
        "alba",
        990,
        [value.pk],
    )
    cheap.is_active = False
    cheap.save()
    product.brand.delete()
    product.refresh_from_db()
    product.is_published = False
    product.save()
    Attribute.objects.all().delete()
    after = row_of(product)
    assert (after["price"], after["brand__slug"], after["is_published"], after["value_keys"]) == (
        1990,
        None,
        False,
        [],
    )
    assert dear.price == 1990


def test_the_stars_are_whole_ones_of_approved_reviews():
    product, staff = ProductFactory(), UserFactory(is_staff=True)
    reviews = [ReviewFactory(product=product, stars=stars) for stars in (5, 4, 1)]
    for review in reviews[:2]:
        approve(review=review, by=staff)
    assert row_of(product)["stars"] == 4
    approve(review=reviews[2], by=staff)
    assert row_of(product)["stars"] == 3
    refuse(review=reviews[2], by=staff, reason="off_topic")
    assert row_of(product)["stars"] == 4


def test_the_last_unit_takes_the_product_out_of_stock_and_brings_it_back():
    product = ProductFactory()
    one, other = (VariantFactory(product=product, on_hand=1) for _ in range(2))
    stock.reserve({one.pk: 1})
    assert row_of(product)["is_in_stock"]
    stock.reserve({other.pk: 1})
    assert not row_of(product)["is_in_stock"]
    stock.release({one.pk: 1})
    assert row_of(product)["is_in_stock"]
    stock.exchange(held={other.pk: 1}, wanted={one.pk: 1})
    stock.count(variant_id=other.pk, on_hand=0)
    assert not row_of(product)["is_in_stock"]
    stock.count(variant_id=other.pk, on_hand=0, is_tracked=False)
    assert row_of(product)["is_in_stock"]


def test_what_is_left_of_a_pack_is_not_in_stock():
    variant = VariantFactory(on_hand=12, least_quantity=6, quantity_step=6)
    stock.reserve({variant.pk: 6})
    assert row_of(variant.product)["is_in_stock"]
    stock.reserve({variant.pk: 1})
    assert not row_of(variant.product)["is_in_stock"]


def test_a_sale_of_much_costs_no_more_queries_than_one(django_assert_num_queries):
    one, *many = (VariantFactory(on_hand=5) for _ in range(8))
    with django_assert_num_queries(3 + SAVEPOINT):
        stock.reserve({one.pk: 1})
    with django_assert_num_queries(3 + SAVEPOINT):
        stock.reserve({variant.pk: 1 for variant in many})


def test_a_rolled_back_edit_leaves_no_trace():
    variant = VariantFactory(on_hand=1, price=990)
    before = row_of(variant.product)
    with undone():
        variant.price = 490
        variant.save()
        stock.reserve({variant.pk: 1})
        assert row_of(variant.product) != before
    assert row_of(variant.product) == before


def test_index_products_mends_rows_that_were_changed_past_it():
    variant = VariantFactory(on_hand=3)
    Stock.objects.update(on_hand=0)
    ProductFacets.objects.update(price=1, value_keys=[1], is_published=False)
    index_products([variant.product_id])
    row = row_of(variant.product)
    assert (row["price"], row["value_keys"], row["is_published"], row["is_in_stock"]) == (
        1290,
        [],
        True,
        False,
    )


def test_write_facets_passes_over_what_is_no_product(django_assert_num_queries):
    with django_assert_num_queries(0):
        write_facets([])
    write_facets([987_654])
    assert not ProductFacets.objects.exists()


def test_a_product_takes_its_row_along():
    product = ProductFactory()
    product.delete()
    assert not ProductFacets.objects.exists()
    assert not Product.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_sales_of_the_last_two_units_the_second_sees_what_the_first_left():
    if not connection.features.has_select_for_update:
        pytest.skip("nobody else writes meanwhile")
    product = ProductFactory()
    one, other = (VariantFactory(product=product, on_hand=1) for _ in range(2))
    is_sold, is_asked = Event(), Event()

    def sell_elsewhere():
        is_sold.wait(10)
        is_asked.set()
        stock.reserve({other.pk: 1})
        connection.close()

    thread = Thread(target=sell_elsewhere)
    thread.start()
    with transaction.atomic():
        stock.reserve({one.pk: 1})
        is_sold.set()
        is_asked.wait(10)
        thread.join(0.3)  # it waits for this transaction, or has not seen it
    thread.join(10)
    assert not row_of(product)["is_in_stock"]
