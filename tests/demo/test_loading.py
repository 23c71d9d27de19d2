from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from math import gcd
from pathlib import Path

import pytest
from django.forms import modelform_factory

from catalog.admin.synonyms import SynonymsForm
from catalog.models import (
    Category,
    Complement,
    Picture,
    Product,
    ProductOption,
    Stock,
    Synonyms,
    Variant,
)
from shop.demo import loading
from shop.demo.loading import ARRIVAL_STEP, age, load_catalogue
from shop.demo.reading import read_catalogue

pytestmark = pytest.mark.django_db

FULL = read_catalogue()


def some(*slugs):
    """The written catalogue with these products alone: pictures take their time."""
    wanted = set(slugs)
    shelves = (c for c in FULL.categories if wanted & {p.slug for p in c.products})
    few = replace(FULL, categories=tuple(shelves))
    object.__setattr__(few, "products", tuple(p for p in FULL.products if p.slug in slugs))
    return few


TEA = some("theiere-matin-calme")


def counts():
    models = (Category, Product, ProductOption, Variant, Stock, Picture)
    return [model.objects.count() for model in models]


def test_load_creates_a_product_with_all_that_belongs_to_it():
    (product,) = load_catalogue(TEA)
    assert (product.name_fr, product.name_en) == ("Théière Matin calme", "Quiet Morning teapot")
    assert Category.objects.get_parent(product.category).slug == "cuisine-et-table"
    assert product.brand.name == "Héron Distrait"
    assert [value.code for value in product.attributes.all()] == ["stoneware"]
    assert [option.attribute.code for option in product.product_options.all()] == ["colour"]
    found = [
        (v.sku, v.price, v.weight, v.stock.on_hand, [o.code for o in v.option_values.all()])
        for v in product.variants.all()
    ]
    assert found == [
        ("THE-FRA", 3890, 950, 14, ["raspberry"]),
        ("THE-BLE", 3890, 950, 2, ["blue"]),
        ("THE-GRI", 3690, 950, 0, ["grey"]),
    ]


def test_load_makes_every_size_of_a_picture():
    (product,) = load_catalogue(TEA)
    picture = product.pictures.get()
    assert (picture.width, picture.height) == (960, 960)
    assert picture.alt_en == "A round, raspberry-coloured teapot"
    sizes = picture.file.get_picture_files_list()
    assert sorted(size.width for size in sizes) == [320, 640, 960]
    assert all(Path(size.path).is_file() for size in sizes)


def test_second_load_changes_nothing():
    load_catalogue(TEA)
    before = counts()
    assert load_catalogue(TEA) == []
    assert counts() == before


def test_load_creates_synonyms_that_the_administration_would_take():
    load_catalogue(TEA)
    rows = list(Synonyms.objects.values("words", "also_finds", "language"))
    form = modelform_factory(Synonyms, SynonymsForm, fields="__all__")
    assert [form(row).errors for row in rows] == [{}] * 13
    Synonyms.objects.filter(also_finds="").delete()
    load_catalogue(TEA)
    assert Synonyms.objects.count() == 6


def test_second_load_leaves_what_was_changed():
    load_catalogue(TEA)
    Product.objects.update(name_en="My teapot")
    Stock.objects.filter(variant__sku="THE-FRA").update(on_hand=1)
    load_catalogue(TEA)
    assert Product.objects.get().name_en == "My teapot"
    assert Stock.objects.get(variant__sku="THE-FRA").on_hand == 1


def test_load_brings_back_what_was_deleted():
    load_catalogue(TEA)
    Product.objects.all().delete()
    assert len(load_catalogue(TEA)) == 1


def test_interrupted_product_is_not_left_half_made(monkeypatch):
    def pull_the_plug(*args, **kwargs):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(loading, "create_picture", pull_the_plug)
        with pytest.raises(KeyboardInterrupt):
            load_catalogue(TEA)
    assert (Product.objects.count(), Variant.objects.count()) == (0, 0)
    assert len(load_catalogue(TEA)) == 1


def test_load_tells_of_each_product_new_or_not():
    told = []
    load_catalogue(TEA, each=lambda: told.append(1))
    load_catalogue(TEA, each=lambda: told.append(1))
    assert len(told) == 2


def test_load_says_what_goes_with_a_product():
    load_catalogue(some("theiere-matin-calme", "tasse-a-the-petite-pause"))
    pot = Product.objects.get(slug="theiere-matin-calme")
    assert [c.complement.slug for c in pot.complements.all()] == ["tasse-a-the-petite-pause"]


def test_interrupted_load_says_later_what_goes_with_a_product(monkeypatch):
    pair = some("theiere-matin-calme", "tasse-a-the-petite-pause")

    def pull_the_plug(written, **kwargs):
        if written.slug != made:
            raise KeyboardInterrupt
        return create(written, **kwargs)

    made, create = pair.products[0].slug, loading.create_product
    monkeypatch.setattr(loading, "DOZEN", 1)
    with monkeypatch.context() as patch:
        patch.setattr(loading, "create_product", pull_the_plug)
        with pytest.raises(KeyboardInterrupt):
            load_catalogue(pair)
    assert [row.slug for row in Product.objects.all()] == [made]
    load_catalogue(pair)
    pairs = Complement.objects.values_list("product__slug", "complement__slug")
    assert sorted(pairs) == [
        ("tasse-a-the-petite-pause", "theiere-matin-calme"),
        ("theiere-matin-calme", "tasse-a-the-petite-pause"),
    ]


def test_second_load_leaves_what_goes_with_a_product():
    pair = some("theiere-matin-calme", "tasse-a-the-petite-pause")
    load_catalogue(pair)
    Complement.objects.all().delete()
    load_catalogue(pair)
    assert not Complement.objects.exists()


def test_category_shows_its_first_product():
    load_catalogue(TEA)
    kitchen = Category.objects.get(slug="cuisine-et-table")
    assert (kitchen.picture.name, kitchen.picture_width) == (
        "categories/cuisine-et-table.webp",
        960,
    )
    assert all(Path(size.path).is_file() for size in kitchen.picture.get_picture_files_list())


def test_second_load_asks_few_questions(django_assert_num_queries):
    load_catalogue(some("theiere-matin-calme", "tasse-du-dimanche"))
    attributes = len(FULL.attributes)
    with django_assert_num_queries(5 + attributes):
        load_catalogue(some("theiere-matin-calme", "tasse-du-dimanche"))


def test_ages_are_all_different_and_most_are_great():
    ages = sorted(age(place, of=141) for place in range(141))
    assert gcd(ARRIVAL_STEP, len(FULL.products)) == 1
    assert len(set(ages)) == 141
    assert ages[0] == timedelta(0)
    assert timedelta(days=149) < ages[70] < timedelta(days=151)
    assert timedelta(days=199) < ages[-1] < timedelta(days=200)


def test_neighbours_among_what_is_new_come_from_different_categories():
    tops = [category.slug for category in FULL.categories for _ in category.products]
    newest = sorted(range(len(tops)), key=lambda place: age(place, of=len(tops)))[:24]
    assert all(tops[one] != tops[other] for one, other in pairwise(newest))
    assert len({tops[place] for place in newest[:12]}) == 11


@pytest.mark.slow
def test_load_of_everything():
    assert len(load_catalogue(FULL)) == 141
    variants = [variant for product in FULL.products for variant in product.variants]
    shelves = sum(1 + len(category.shelves) for category in FULL.categories)
    assert counts() == [
        shelves,
        141,
        sum(len(product.variants[0].options) for product in FULL.products),
        len(variants),
        len(variants),
        141,
    ]
    assert Product.objects.values("created_at").distinct().count() == 141
    newest = Product.objects.select_related("category")[:7]
    assert len({product.category.path[: Category.steplen] for product in newest}) >= 4
    assert load_catalogue(FULL) == []
