import pytest

from catalog.integrity import as_products
from catalog.models import ProductFacets, Stock
from tests.factories import ProductFactory, VariantFactory

pytestmark = pytest.mark.django_db
ANOTHER = "lists know another shelf, brand or price of it"
OTHERWISE = "lists know otherwise whether it is in stock"


def test_facets_that_are_as_their_products_are_no_finding():
    VariantFactory(on_hand=0)
    VariantFactory(is_active=False)
    ProductFactory()
    assert list(as_products()) == []


def test_facets_that_say_otherwise_are_found():
    for slug in ("cup", "pan", "pot", "jar"):
        VariantFactory(product=ProductFactory(slug=slug))
    ProductFacets.objects.filter(product__slug="cup").update(price=1)
    ProductFacets.objects.filter(product__slug="pan").update(is_published=False)
    ProductFacets.objects.filter(product__slug="pot").delete()
    Stock.objects.filter(variant__product__slug="jar").update(on_hand=0)
    assert list(as_products()) == [
        ("product cup", ANOTHER),
        ("product pan", ANOTHER),
        ("product pot", ANOTHER),
        ("product jar", OTHERWISE),
    ]
