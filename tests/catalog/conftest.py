import pytest
from django.core.cache import cache

from catalog.models import Picture
from tests.factories import CategoryFactory, ProductFactory, VariantFactory


@pytest.fixture
def shelf():
    return CategoryFactory(slug="kitchen", name_fr="Cuisine", name_en="Kitchen")


@pytest.fixture
def make_products(shelf):
    """Put ``count`` products on the shelf, each with two variants and two pictures."""

    def make(count, **fields):
        products = ProductFactory.create_batch(count, category=shelf, **fields)
        for product in products:
            VariantFactory(product=product, price=1290)
            VariantFactory(product=product, price=1990)
            for position in range(2):
                add_picture(product, position=position)
        cache.clear()
        return products

    return make


def add_picture(product, **fields):
    """Add a row only: no page opens the file."""
    stem = f"products/{product.slug}-{fields.get('position', 0)}"
    picture = Picture(product=product, file=f"{stem}.png", width=960, height=720, **fields)
    return Picture.objects.bulk_create([picture])[0]
