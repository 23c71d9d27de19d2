"""Puts invented products into the database, in bulk."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.db import transaction
from django.utils.text import slugify

from catalog.generating.inventing import Invented, invent
from catalog.generating.shelving import Shelving, shelving
from catalog.generating.vocabulary import Words, vocabulary
from catalog.models import Picture, Product, ProductOption, Review, ReviewState, Stock, Variant
from catalog.models.review import MOST_STARS
from catalog.models.variant import option_key
from catalog.search.indexing import index_made_at_the_end, index_products

BATCH: Final = 2_000  # products
SKU: Final = "GEN"  # then seven digits and the variant's place: by it generated products are known


class NotEmpty(Exception):
    """The shop has products already, and nobody said that others shall be added."""


@dataclass(frozen=True)
class _Made:
    """A product of a batch: what was invented, and its rows."""

    invented: Invented
    product: Product
    variants: Sequence[Variant]


def generate(
    *,
    count: int,
    seed: int = 1,
    may_add: bool = False,
    has_pictures: bool = False,
    on_progress: Callable[[int], object] = lambda _done: None,
) -> None:
    """Write ``count`` invented products: all of them, or none when it is stopped.

    The same ``seed`` makes the same products, in one go or, with ``may_add``, in several: numbers
    go on where the last generated product left off. Raises NotEmpty when there are products and
    they may not be added to. ``has_pictures`` writes rows of pictures that have no files, for
    measures only. ``on_progress`` hears after each batch how many more are done.
    """
    with transaction.atomic():
        present = Product.objects.count()
        if present and not may_add:
            raise NotEmpty
        words, shelves, first = vocabulary(), shelving(vocabulary()), _next_number()
        with index_made_at_the_end(is_wanted=count > present):
            for start in range(first, first + count, BATCH):
                numbers = range(start, min(start + BATCH, first + count))
                batch = [invent(number, seed=seed, vocabulary=words) for number in numbers]
                made = _written(batch, shelves)
                if has_pictures:
                    _add_pictures(made)
                index_products(each.product.pk for each in made)
                on_progress(len(batch))


def _next_number() -> int:
    skus = Variant.objects.filter(sku__startswith=SKU, sku__regex=rf"^{SKU}\d{{7}}-\d$")
    last = skus.order_by("-sku").values_list("sku", flat=True).first()
    return int(last[len(SKU) : len(SKU) + 7]) + 1 if last else 0


def _written(batch: Sequence[Invented], shelves: Shelving) -> list[_Made]:
    products = Product.objects.bulk_create(
        Product(
            slug=f"{slugify(each.name.en)}-{each.number}",
            category=shelves.categories[each.shelf.name],
            brand=shelves.brands[each.brand],
            created_at=each.created_at,
            **_in_both("name", each.name),
            **_in_both("description", each.description),
            **_rated(each),
        )
        for each in batch
    )
    made = [
        _Made(each, product, _variants(each, product, shelves))
        for each, product in zip(batch, products, strict=True)
    ]
    Variant.objects.bulk_create(variant for each in made for variant in each.variants)
    Stock.objects.bulk_create(
        Stock(variant=variant, on_hand=invented.on_hand)
        for each in made
        for variant, invented in zip(each.variants, each.invented.variants, strict=True)
    )
    _add_options(made, shelves)
    _add_traits(made, shelves)
    _add_reviews(made)
    return made


def _variants(invented: Invented, product: Product, shelves: Shelving) -> list[Variant]:
    found = []
    for place, each in enumerate(invented.variants):
        value = each.option and shelves.values[invented.shelf.option, each.option.code]
        found.append(
            Variant(
                product=product,
                sku=f"{SKU}{invented.number:07}-{place}",
                price=each.price,
                option_key=option_key([value]) if value else "",
                position=place,
            )
        )
    return found


def _add_options(made: Sequence[_Made], shelves: Shelving) -> None:
    with_options = [each for each in made if each.invented.variants[0].option]
    ProductOption.objects.bulk_create(
        ProductOption(
            product=each.product, attribute=shelves.attributes[each.invented.shelf.option]
        )
        for each in with_options
    )
    between = Variant.option_values.through
    between.objects.bulk_create(
        between(
            variant_id=variant.pk,
            attributevalue_id=shelves.values[each.invented.shelf.option, invented.option.code].pk,
        )
        for each in with_options
        for variant, invented in zip(each.variants, each.invented.variants, strict=True)
        if invented.option
    )


def _add_traits(made: Sequence[_Made], shelves: Shelving) -> None:
    between = Product.attributes.through
    between.objects.bulk_create(
        between(
            product_id=each.product.pk,
            attributevalue_id=shelves.values[attribute, trait.code].pk,
        )
        for each in made
        for attribute, trait in each.invented.traits
    )


def _add_pictures(made: Sequence[_Made]) -> None:
    Picture.objects.bulk_create(
        Picture(
            product=each.product,
            file=f"products/{each.product.slug}-{position}.jpg",
            width=1200,
            height=1200,
            position=position,
        )
        for each in made
        for position in range(each.invented.pictures)
    )


def _add_reviews(made: Sequence[_Made]) -> None:
    Review.objects.bulk_create(
        Review(
            product=each.product,
            stars=review.stars,
            text=review.text,
            language=review.language,
            state=ReviewState.APPROVED,
            created_at=review.written_at,
            written_at=review.written_at,
        )
        for each in made
        for review in each.invented.reviews
    )


def _rated(invented: Invented) -> dict[str, int]:
    """Return what the verbs of reviews would have counted."""
    given = Counter(review.stars for review in invented.reviews)
    return {f"rated_{stars}": given[stars] for stars in range(1, MOST_STARS + 1)}


def _in_both(field: str, words: Words) -> Mapping[str, str]:
    return {f"{field}_fr": words.fr, f"{field}_en": words.en}
