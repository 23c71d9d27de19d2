"""What the shop's pages read. Rows, not models: a page of cards is three queries and no instance."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Protocol

from django.db.models import F, QuerySet, Value
from django.utils.translation import get_language

from catalog import texts
from catalog.models import AttributeValue, Picture, Product
from catalog.models.product import ProductQuerySet
from catalog.pages.addresses import address
from catalog.pages.availability import Availability, counted, together
from catalog.pages.images import Image, image
from catalog.pages.reviews.rating import in_short
from catalog.quantities import ANY, Quantities
from shop.core.money import formatted
from shop.core.rows.statements import Build, rows_of

RELATED = 4  # products of the same category beside a product
NEWEST = ("-created_at", "-pk")
BY_OFFER = (*NEWEST, "variants__position", "variants__pk")
CARD = (
    "pk",
    "slug",
    "rating_count",
    "rating_sum",
    "category_id",
    "is_sensitive",
    "variants__pk",
    "variants__sku",
    "variants__price",
    "variants__is_active",
    "variants__least_quantity",
    "variants__quantity_step",
    "variants__most_quantity",
    "variants__stock__on_hand",
    "variants__stock__reserved",
    "variants__stock__is_tracked",
)


class Placed(Protocol):
    """A product, or what a page has read of it."""

    @property
    def pk(self) -> int: ...

    @property
    def category_id(self) -> int: ...


@dataclass(slots=True)
class Offer:
    """A variant as a shopper sees it."""

    pk: int
    sku: str
    price: int
    availability: Availability
    quantities: Quantities = ANY


@dataclass(slots=True)
class Card:
    """A product in a list. ``offers`` are its variants for sale, in the order staff gave them."""

    pk: int
    slug: str
    name: str
    offers: list[Offer] = field(default_factory=list)
    images: list[Image] = field(default_factory=list)
    rating_count: int = 0
    rating_sum: int = 0
    category_id: int = 0
    is_sensitive: bool = False  # by its own mark; of its shelf's, ``Shelves.hold_back`` knows

    @property
    def url(self) -> str:
        return address("product", self.slug)

    @property
    def price(self) -> int:
        """The lowest price, in minor units."""
        return min(offer.price for offer in self.offers)

    @property
    def has_several_prices(self) -> bool:
        return len({offer.price for offer in self.offers}) > 1

    @property
    def availability(self) -> Availability:
        return together([offer.availability for offer in self.offers])

    @property
    def can_be_bought(self) -> bool:
        return bool(self.offers) and self.availability.state != "out"

    @property
    def image(self) -> Image | None:
        return self.images[0] if self.images else None

    @property
    def face(self) -> dict[str, str]:
        """What a list shows, all of it text: each look-up in an object, and each number that a
        template writes, costs more than the whole of this, and a page does hundreds of them.
        """
        stock = self.availability
        face = {
            "url": self.url,
            "name": self.name,
            "price": formatted(self.price) if self.offers else "",
            "is_from": "1" if self.has_several_prices else "",
            "state": stock.state,
            "words": stock.words,
        }
        if self.rating_count:
            rating = in_short(self.rating_count, self.rating_sum, get_language())
            face |= {"rating": rating.text, "rating_words": rating.words}
        if self.images:
            image = self.images[0]
            face |= {"src": image.url, "srcset": image.srcset}
            face |= {"width": str(image.width), "height": str(image.height)}
        return face


def cards(products: Iterable[int]) -> list[Card]:
    """Return the published ones of ``products``, keys in the order to keep."""
    keys = list(products)
    found = with_offers(rows_of(_offers_of, keys))
    _add_images(found)
    return [found[pk] for pk in keys if pk in found]


def newest(count: int) -> list[Card]:
    found = with_offers(rows_of(_newest_offers(count)))
    _add_images(found)
    return list(found.values())


@cache
def _newest_offers(count: int) -> Build:
    """Return the same function for the same ``count``, as ``rows_of`` wants it."""

    def build(_values: Sequence[int]) -> QuerySet[Product, tuple[Any, ...]]:
        shown = ProductQuerySet(Product).published().order_by(*NEWEST)
        return _offers_of(shown[:count])

    return build


def with_related(product: Placed, *others: int) -> tuple[Card, list[Card], list[Card]]:
    """Return the card of ``product``, of the ``RELATED`` newest others in its category that are not
    marked as sensitive, and of ``others``.
    """
    rows = rows_of(_offers_around, [product.category_id, product.pk, *others])
    found = with_offers(rows)
    _add_images(found, all_of=product.pk)
    card = found.pop(product.pk)
    asked_for = [found.pop(pk) for pk in others if pk in found]
    return card, list(found.values())[:RELATED], asked_for


def _offers_around(keys: Sequence[int]) -> QuerySet[Product, tuple[Any, ...]]:
    """Return what ``with_related`` shows: of a category, a product, and others."""
    category, *named = keys
    near = ProductQuerySet(Product).published().filter(category_id=category, is_sensitive=False)
    newest_near = near.order_by(*NEWEST)[: RELATED + 1]  # the product itself may be one of them
    # Two lists of keys, each found by its own index: with an OR, PostgreSQL reads the whole table.
    keys_alone: QuerySet[Product, dict[str, Any]] = QuerySet(Product).order_by().values("pk")
    named_ones = keys_alone.filter(pk__in=named)
    return _offers_of(named_ones.union(keys_alone.filter(pk__in=newest_near)))


@dataclass(slots=True)
class Properties:
    """What tells a product, and its variants, apart: ``(attribute, value)`` in words."""

    of_product: list[tuple[str, str]] = field(default_factory=list)
    of_variants: dict[int, list[tuple[str, str]]] = field(default_factory=dict)


def properties(product: Placed) -> Properties:
    """Return the attributes of ``product`` and the option values of its variants, in one query."""
    half = len(texts.columns("name"))
    found = Properties()
    # A small list, sorted here: databases disagree on how to sort a union.
    for _place, _position, _pk, *words, variant in sorted(rows_of(_values_of, [product.pk])):
        pair = texts.first(tuple(words[half:])), texts.first(tuple(words[:half]))
        if variant:
            found.of_variants.setdefault(variant, []).append(pair)
        else:
            found.of_product.append(pair)
    return found


def _values_of(keys: Sequence[int]) -> QuerySet[AttributeValue, tuple[Any, ...]]:
    (product,) = keys
    values: QuerySet[AttributeValue] = QuerySet(AttributeValue).order_by()
    of_product = values.filter(products=product).annotate(variant=Value(0))
    of_variants = values.filter(variants__product=product).annotate(variant=F("variants__pk"))
    words = (*texts.columns("name"), *texts.columns("attribute__name"))
    columns = ("attribute__position", "position", "pk", *words, "variant")
    return of_product.values_list(*columns).union(of_variants.values_list(*columns))


def _offers_of(products: Sequence[int] | QuerySet[Any]) -> QuerySet[Product, tuple[Any, ...]]:
    shown = ProductQuerySet(Product).published().filter(pk__in=products)
    return shown.order_by(*BY_OFFER).values_list(*CARD, *texts.columns("name"))


def with_offers(rows: Iterable[tuple[Any, ...]]) -> dict[int, Card]:
    """Return the cards of ``rows``, a row a variant: the columns ``CARD``, and the names after them."""
    found: dict[int, Card] = {}
    for (
        pk, slug, rating_count, rating_sum, category_id, is_sensitive,
        variant, sku, price, is_active, least, step, most, on_hand, reserved, is_tracked, *words,
    ) in rows:  # fmt: skip
        card = found.get(pk)
        if card is None:
            name = texts.first(tuple(words))
            card = Card(pk, slug, name, category_id=category_id, is_sensitive=bool(is_sensitive))
            card.rating_count, card.rating_sum = rating_count, rating_sum
            found[pk] = card
        if is_active:
            quantities = Quantities(least, step, most)
            stock = counted(
                on_hand=on_hand, reserved=reserved, is_tracked=is_tracked, quantities=quantities
            )
            card.offers.append(Offer(variant, sku, price, stock, quantities))
    return found


def _add_images(found: dict[int, Card], *, all_of: int | None = None) -> None:
    """Give each card its first picture, and the product ``all_of`` every one."""
    for product, variant, file, width, height, *words in rows_of(_pictures_of, list(found)):
        card = found[product]
        if card.images and product != all_of:
            continue
        alt = texts.first(tuple(words)) or card.name
        card.images.append(
            image(file=file, width=width, height=height, alt=alt, variant_id=variant)
        )


def _pictures_of(products: Sequence[int]) -> QuerySet[Picture, tuple[Any, ...]]:
    shown: QuerySet[Picture] = QuerySet(Picture).filter(product_id__in=products).exclude(file="")
    columns = ("product_id", "variant_id", "file", "width", "height", *texts.columns("alt"))
    return shown.order_by("position", "pk").values_list(*columns)
