import pytest

from catalog.models import Category, Stock, Variant
from tests.admin_rows import product
from tests.factories import VariantFactory

pytestmark = pytest.mark.django_db

LIST = "/admin/catalog/product/"


@pytest.mark.parametrize(("level", "units"), [("in", [4]), ("low", [1, 3]), ("out", [0])])
def test_products_are_filtered_by_stock(staff_client, level, units):
    for on_hand in (0, 1, 3, 4):
        VariantFactory(on_hand=on_hand)
    shown = staff_client.get(LIST, {"stock": level}).context["cl"].result_list
    assert sorted(row.units for row in shown) == units


def test_what_is_not_counted_is_in_stock(staff_client):
    variant = VariantFactory(on_hand=0)
    Stock.objects.filter(variant=variant).update(is_tracked=False)
    assert staff_client.get(LIST, {"stock": "in"}).context["cl"].result_count == 1
    assert staff_client.get(LIST, {"stock": "out"}).context["cl"].result_count == 0


def test_a_category_shows_what_stands_below_it(staff_client):
    row = product()
    top = Category.objects.get_parent(row.category)
    shown = staff_client.get(LIST, {"category": top.pk}).context["cl"].result_list
    assert list(shown) == [row]


def test_a_product_is_found_by_its_sku_once(staff_client):
    row = product(0, 2)
    first = row.variants.first()
    Variant.objects.filter(pk=first.pk).update(sku="FIND-ME")
    found = staff_client.get(LIST, {"q": "find-me"}).context["cl"].result_list
    assert list(found) == [row]


def test_sensitive_ones_are_found_by_their_own_mark_or_a_categorys(staff_client):
    row, other = product(0), product(1)
    Category.objects.filter(pk=Category.objects.get_parent(row.category).pk).update(
        is_sensitive=True
    )
    for value, shown in [("1", [row]), ("0", [other])]:
        found = staff_client.get(LIST, {"sensitive": value}).context["cl"].result_list
        assert list(found) == shown
