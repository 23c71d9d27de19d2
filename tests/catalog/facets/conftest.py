"""A shop of a few dozen products that differ by everything a list can be narrowed by."""

import random

import pytest

from catalog.models import Category, Product
from catalog.reviews.moderating import approve
from catalog.search.indexing import in_batches
from catalog.variants import set_option_values
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

SHELVES = {"kitchen": ["cups", "pans"], "garden": ["pots"]}
BRANDS = ("alba", "born-co", "cle")
VALUES = {"colour": ("red", "blue", "off-white"), "size": ("s", "m", "l")}
PRICES = (90, 450, 999, 1000, 1990, 2500, 7400, 12_000)


@pytest.fixture
def shelves(db):
    """Categories by their slugs, two levels."""
    found = {}
    for top, below in SHELVES.items():
        found[top] = CategoryFactory(slug=top, name_en=top.title())
        for slug in below:
            parent = Category.objects.get(
                pk=found[top].pk
            )  # the tree's library keeps its own count
            found[slug] = CategoryFactory(slug=slug, name_en=slug.title(), parent=parent)
    return found


@pytest.fixture
def many(shelves):
    """Forty products, the same ones at each run; sold out, without offer or hidden among them."""
    chance = random.Random(7)
    brands = [BrandFactory(slug=slug, name=slug.title()) for slug in BRANDS]
    values = {
        code: [
            AttributeValueFactory(attribute=attribute, code=each, name_en=each.title())
            for each in VALUES[code]
        ]
        for code, attribute in ((code, AttributeFactory(code=code)) for code in VALUES)
    }
    staff = UserFactory(is_staff=True)
    with in_batches():
        for _ in range(40):
            product = ProductFactory(
                category=chance.choice(list(shelves.values())),
                brand=chance.choice([*brands, None]),
                is_published=chance.random() > 0.1,
                name_en="Cup" if chance.random() > 0.5 else "Pot",
                name_fr="",
            )
            product.attributes.set(chance.sample(values["size"], chance.randrange(3)))
            colours = chance.sample(values["colour"], chance.randrange(3))
            for colour in colours:
                variant = VariantFactory(
                    product=product,
                    price=chance.choice(PRICES),
                    on_hand=chance.choice([0, 0, 3]),
                    is_active=chance.random() > 0.2,
                    least_quantity=chance.choice([1, 4]),
                )
                set_option_values(variant=variant, values=[colour])
            for _ in range(chance.randrange(3)):
                approve(review=ReviewFactory(product=product, stars=chance.randint(1, 5)), by=staff)
    return Product.objects.all()
