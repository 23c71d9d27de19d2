"""Ten thousand products, the same ones at each run, written in bulk."""

import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice, product

from django.utils.text import slugify

from bench import words
from catalog.models import (
    Attribute,
    AttributeValue,
    Brand,
    Category,
    Picture,
    Product,
    ProductOption,
    Stock,
    Variant,
)
from catalog.search.indexing import index_products

PRODUCTS = 10_000
FIRST_ARRIVAL = datetime(2026, 1, 1, 8, tzinfo=UTC)
BATCH = 2_000


@dataclass(frozen=True)
class Vocabulary:
    colours: list[AttributeValue]
    sizes: list[AttributeValue]
    origins: list[AttributeValue]


def seed() -> None:
    """Write the catalogue: 50 categories, variants with stock, pictures without files."""
    chance = random.Random(1)
    shelves, brands, vocabulary = _shelves(), _brands(), _vocabulary()
    products = Product.objects.bulk_create(_products(chance, shelves, brands), BATCH)
    _add_variants(chance, products, vocabulary)
    _add_pictures(chance, products)
    _add_traits(chance, products, vocabulary)
    index_products(product.pk for product in products)


def _shelves() -> list[Category]:
    """Ten shelves with four below each; products lie on the lower ones."""
    found = []
    for french, english in words.SHELVES:
        texts = {"slug": slugify(english), **in_both(french, english)}
        top = Category.objects.add_root(texts)
        for place_fr, place_en in words.PLACES[:4]:
            slug = slugify(f"{english} {place_en}")
            below = in_both(f"{french} {place_fr}", f"{english} {place_en}")
            found.append(Category.objects.add_child(top, {"slug": slug, **below}))
    return found


def _brands() -> list[Brand]:
    return Brand.objects.bulk_create(Brand(name=name, slug=slugify(name)) for name in words.BRANDS)


def _vocabulary() -> Vocabulary:
    lists = []
    named = [
        ("colour", "Couleur", "Colour", words.COLOURS),
        ("size", "Taille", "Size", words.SIZES),
    ]
    named.append(("origin", "Origine", "Origin", words.ORIGINS))
    for place, (code, french, english, values) in enumerate(named):
        attribute = Attribute.objects.create(code=code, position=place, **in_both(french, english))
        rows = [
            AttributeValue(attribute=attribute, code=key, position=n, **in_both(fr, en))
            for n, (key, fr, en) in enumerate(values)
        ]
        lists.append(AttributeValue.objects.bulk_create(rows))
    return Vocabulary(*lists)


def _products(chance: random.Random, shelves: list[Category], brands: list[Brand]) -> list[Product]:
    """Each is another combination of a thing, a stuff and a place, and a number when they run out."""
    combinations = list(product(words.THINGS, words.STUFFS, words.PLACES))
    series = ((*names, number) for number in range(PRODUCTS) for names in combinations)
    made = []
    for place, ((fr, en), (fr2, en2), (fr3, en3), number) in enumerate(islice(series, PRODUCTS)):
        mark = f" n° {number + 1}" if number else ""
        french, english = f"{fr} {fr2} {fr3}{mark}", f"{en} {en2} {en3}{mark}"
        sentences = chance.sample(words.SENTENCES, 4)
        description_fr = " ".join(text for text, _ in sentences)
        made.append(
            Product(
                slug=f"{slugify(english)}-{place}",
                **in_both(french, english),
                description=description_fr,
                description_fr=description_fr,
                description_en=" ".join(text for _, text in sentences),
                category=chance.choice(shelves),
                brand=chance.choice(brands),
                created_at=FIRST_ARRIVAL + timedelta(minutes=chance.randrange(500_000)),
            )
        )
    return made


def _add_variants(chance: random.Random, products: list[Product], vocabulary: Vocabulary) -> None:
    """Half of the products come in one way, half in up to three colours, a quarter of those dearer."""
    variants, colours = [], []
    for place, item in enumerate(products):
        count = 1 if place % 2 else chance.choice([2, 3])
        price = chance.randrange(500, 20_000, 10)
        for position, colour in enumerate(chance.sample(vocabulary.colours, count)):
            price += 100 * (place % 4 == 0)
            key = str(colour.pk) if count > 1 else ""
            variants.append(
                Variant(
                    product=item,
                    sku=f"B{place:05}-{position}",
                    price=price,
                    option_key=key,
                    position=position,
                )
            )
            colours.append(colour if count > 1 else None)
    Variant.objects.bulk_create(variants, BATCH)
    rows = [Stock(variant=v, on_hand=chance.choice([0, 1, 2, 5, 20, 80])) for v in variants]
    Stock.objects.bulk_create(rows, BATCH)
    _add_options(variants, colours, vocabulary)


def _add_options(
    variants: list[Variant], colours: list[AttributeValue | None], vocabulary: Vocabulary
) -> None:
    chosen = [(v, c) for v, c in zip(variants, colours, strict=True) if c]
    between = Variant.option_values.through
    between.objects.bulk_create(
        (between(variant_id=v.pk, attributevalue_id=c.pk) for v, c in chosen), BATCH
    )
    colour = vocabulary.colours[0].attribute
    products = dict.fromkeys(v.product_id for v, _ in chosen)
    ProductOption.objects.bulk_create(
        (ProductOption(product_id=pk, attribute=colour) for pk in products), BATCH
    )


def _add_pictures(chance: random.Random, products: list[Product]) -> None:
    rows = [
        Picture(
            product=item,
            file=f"products/{item.slug}-{position}.jpg",
            width=1200,
            height=1200,
            position=position,
        )
        for item in products
        for position in range(chance.choice([1, 2, 3]))
    ]
    Picture.objects.bulk_create(rows, BATCH)


def _add_traits(chance: random.Random, products: list[Product], vocabulary: Vocabulary) -> None:
    between = Product.attributes.through
    between.objects.bulk_create(
        (
            between(product_id=item.pk, attributevalue_id=value.pk)
            for item in products
            for value in (chance.choice(vocabulary.sizes), chance.choice(vocabulary.origins))
        ),
        BATCH,
    )


def in_both(french: str, english: str) -> dict[str, str]:
    return {"name": french, "name_fr": french, "name_en": english}
