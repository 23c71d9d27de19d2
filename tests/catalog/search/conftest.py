"""A small shop whose products differ by what a search looks at."""

from contextlib import contextmanager

import pytest
from django.db import transaction

from catalog.models import Category
from catalog.search import search, synonyms
from catalog.variants import set_option_values
from tests.factories import (
    AttributeFactory,
    AttributeValueFactory,
    BrandFactory,
    CategoryFactory,
    ProductFactory,
    VariantFactory,
)


@contextmanager
def rolled_back():
    """A transaction that comes to nothing."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def shoes() -> Category:
    return CategoryFactory(slug="shoes", name_fr="Chaussures", name_en="Shoes")


@pytest.fixture
def red():
    colour = AttributeFactory(code="colour", name_fr="Couleur", name_en="Colour")
    return AttributeValueFactory(attribute=colour, code="red", name_fr="Rouge", name_en="Red")


@pytest.fixture
def shop(shoes, red):
    """Products by a short name; in the order of their keys."""
    sandals = CategoryFactory(
        slug="sandals", name_fr="Sandales", name_en="Sandals", parent=Category.objects.get()
    )
    kitchen = CategoryFactory(slug="kitchen", name_fr="Cuisine", name_en="Kitchen")
    oreal = BrandFactory(slug="loreal", name="L'Oréal")
    north = BrandFactory(slug="north", name="The North Face")
    made = {}

    def add(key, category, fr, en, **more):
        sku = more.pop("sku", f"X{len(made)}")
        made[key] = ProductFactory(slug=key, category=category, name_fr=fr, name_en=en, **more)
        return VariantFactory(product=made[key], sku=sku)

    add("running", shoes, "Chaussures de course", "Running shoes", brand=north, sku="NF-204-B")
    add("beach", sandals, "Tongs de plage", "Flip-flops", description_fr="Légères, pour l'été.")
    add("tee", kitchen, "T-shirt brodé", "Embroidered t-shirt", description_fr="Coton, rouge.")
    set_option_values(variant=add("dress", kitchen, "Robe d'été", "Summer dress"), values=[red])
    add("teapot", kitchen, "Théière à bœuf", "Teapot", description_en="For tea, not for shoes.")
    add("tea", kitchen, "Thé vert", "Green tea", description_fr="Feuilles entières, bio.")
    add("bread", kitchen, "Pain de seigle", "Rye bread")
    add("shampoo", kitchen, "Shampooing doux", "Mild shampoo", brand=oreal, sku="LO-77")
    add("jewel", kitchen, "Bijoux rouges", "Red jewellery", description_en="Eases no pain.")
    return made


@pytest.fixture
def find(shop):
    """Search the shop; answers with the short names, best first."""
    names = {product.pk: name for name, product in shop.items()}
    synonyms.current()  # read once in a while, and not by each search

    def find(text, language="fr", **more):
        results = search(text, language=language, **more)
        return [names[pk] for pk in results.product_ids]

    return find
