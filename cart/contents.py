"""A cart as it stands now: its lines with today's prices and stock, and what they come to.

Four queries whatever the number of lines: lines, options, pictures, and the delivery rates.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from babel import Locale
from django.conf import settings
from django.utils.translation import get_language, gettext, to_locale

from cart import delivery
from cart.holding import held_units
from cart.models import Cart, Line, Place
from cart.notices import Notice, notices
from cart.pricing import Item, PricedItem, Totals, price
from catalog.models import AttributeValue, Picture
from catalog.pages import texts
from catalog.pages.addresses import address
from catalog.pages.availability import Availability, counted
from catalog.pages.images import Image, image
from shop.core import clock


@dataclass(slots=True)
class Row:
    """A line of the cart as the shopper sees it."""

    pk: int
    variant_id: int
    sku: str
    slug: str
    name: str
    quantity: int
    place: str
    unit_price: int
    seen_price: int
    tax_class: str
    weight: int  # grams each
    availability: Availability
    is_for_sale: bool
    options: list[str] = field(default_factory=list)
    image: Image | None = None

    @property
    def url(self) -> str:
        return f"{address('product', self.slug)}?v={self.sku}"

    @property
    def full_name(self) -> str:
        return f"{self.name} ({', '.join(self.options)})" if self.options else self.name

    @property
    def notices(self) -> list[Notice]:
        return notices(
            seen=self.seen_price,
            price=self.unit_price,
            wanted=self.quantity,
            left=self.availability.units,
            is_for_sale=self.is_for_sale,
        )

    @property
    def counts(self) -> bool:
        """Whether it can be bought at all; else it is shown, but not in the total."""
        return self.is_for_sale and self.availability.units != 0

    @property
    def gross(self) -> int:
        return self.unit_price * self.quantity

    @property
    def most(self) -> int | None:
        """The most that can be had; None when stock is not counted."""
        return self.availability.units


@dataclass
class Contents:
    """All that a page, an order or a mail says about a cart.

    ``country`` is where it goes, as far as that is known; ``method_id`` the delivery method that
    was chosen. Without one the cheapest is the estimate.
    """

    cart: Cart
    rows: list[Row]
    rates: list[delivery.Rate]
    country: str
    method_id: int | None = None

    @cached_property
    def in_cart(self) -> list[Row]:
        return [row for row in self.rows if row.place == Place.IN_CART]

    @cached_property
    def saved(self) -> list[Row]:
        return [row for row in self.rows if row.place == Place.SAVED]

    @cached_property
    def buyable(self) -> list[Row]:
        return [row for row in self.in_cart if row.counts]

    @property
    def size(self) -> int:
        return sum(row.quantity for row in self.in_cart)

    @property
    def weight(self) -> int:
        return sum(row.weight * row.quantity for row in self.buyable)

    @property
    def is_ready(self) -> bool:
        """Whether there is something to order and nothing that the shopper must settle first."""
        return bool(self.in_cart) and not any(
            notice.is_blocking for row in self.in_cart for notice in row.notices
        )

    @cached_property
    def risen(self) -> list[Row]:
        """The lines whose price the shopper has not agreed to yet."""
        return [row for row in self.in_cart if any(n.kind == "dearer" for n in row.notices)]

    @property
    def code(self) -> str:
        """The promo code, while it is worth anything."""
        promotion = self.cart.promotion
        return promotion.code if promotion and promotion.holds(clock.now()) else ""

    @property
    def percent(self) -> int:
        promotion = self.cart.promotion
        return promotion.percent if promotion and self.code else 0

    @cached_property
    def offers(self) -> list[delivery.Offer]:
        goods = self._priced(None).goods
        return delivery.offers(self.rates, country=self.country, weight=self.weight, goods=goods)

    @cached_property
    def offer(self) -> delivery.Offer | None:
        """The delivery that the total counts with: the chosen one, else the cheapest."""
        for offer in self.offers:
            if offer.method_id == self.method_id:
                return offer
        return min(self.offers, key=lambda offer: offer.price, default=None)

    @property
    def has_chosen_delivery(self) -> bool:
        return self.offer is not None and self.offer.method_id == self.method_id

    @property
    def is_estimate(self) -> bool:
        return not self.has_chosen_delivery

    @property
    def delivery_words(self) -> str:
        """``Delivery to France``."""
        names = Locale.parse(to_locale(get_language() or settings.LANGUAGE_CODE)).territories
        country = names.get(self.country, self.country)
        return gettext("Delivery: %(country)s") % {"country": country}

    @property
    def until_free(self) -> int | None:
        """What is missing for free delivery, if there is such a thing and it is not reached."""
        if self.offer is None or not self.offer.price:
            return None
        threshold = delivery.free_from(self.rates, country=self.country, weight=self.weight)
        missing = (threshold or 0) - self.totals.goods
        return missing if missing > 0 else None

    @cached_property
    def totals(self) -> Totals:
        return self._priced(self.offer.price if self.offer else None)

    @property
    def priced_rows(self) -> list[tuple[Row, PricedItem]]:
        return list(zip(self.buyable, self.totals.items, strict=True))

    def _priced(self, postage: int | None) -> Totals:
        items = [
            Item(
                key=row.variant_id,
                unit_price=row.unit_price,
                quantity=row.quantity,
                tax_class=row.tax_class,
            )
            for row in self.buyable
        ]
        return price(
            items,
            percent=self.percent,
            delivery=postage if items else None,
            rates=settings.TAX_RATES,
        )


def contents(
    cart: Cart, *, country: str = "", method_id: int | None = None, with_images: bool = True
) -> Contents:
    """Read ``cart`` as it stands now."""
    rows = _rows(cart)
    _add_options(rows)
    if with_images:
        _add_images(rows)
    return Contents(
        cart=cart,
        rows=list(rows.values()),
        rates=delivery.price_list() if rows else [],
        country=country or settings.COUNTRY,
        method_id=method_id,
    )


def _rows(cart: Cart) -> dict[int, Row]:
    """Return the lines by variant; removed ones are left out."""
    names = texts.columns("variant__product__name")
    found: Iterable[tuple[Any, ...]] = (
        Line.objects.filter(cart=cart)
        .exclude(place=Place.REMOVED)
        .order_by("pk")
        .values_list(
            "pk",
            "variant_id",
            "variant__sku",
            "variant__product__slug",
            "quantity",
            "place",
            "variant__price",
            "seen_price",
            "variant__product__tax_class",
            "variant__weight",
            "variant__is_active",
            "variant__product__is_published",
            "variant__stock__on_hand",
            "variant__stock__reserved",
            "variant__stock__is_tracked",
            held_units(),
            *names,
        )
    )
    rows = {}
    for (
        pk, variant, sku, slug, quantity, place, unit_price, seen, tax_class, weight, is_active,
        is_published, on_hand, reserved, is_tracked, held, *words,
    ) in found:  # fmt: skip
        rows[variant] = Row(
            pk=pk,
            variant_id=variant,
            sku=sku,
            slug=slug,
            name=texts.first(tuple(words)),
            quantity=quantity,
            place=place,
            unit_price=unit_price,
            seen_price=seen,
            tax_class=tax_class,
            weight=weight,
            availability=counted(
                on_hand=on_hand,
                reserved=None if reserved is None else reserved - held,
                is_tracked=is_tracked,
            ),
            is_for_sale=is_active and is_published,
        )
    return rows


def _add_options(rows: dict[int, Row]) -> None:
    if not rows:
        return
    found = (
        AttributeValue.objects.filter(variants__in=list(rows))
        .order_by("attribute__position", "position", "pk")
        .values_list("variants__pk", *texts.columns("name"))
    )
    for variant, *words in found:
        rows[variant].options.append(texts.first(tuple(words)))


def _add_images(rows: dict[int, Row]) -> None:
    """Give each row a picture of its variant, else the first one of its product."""
    if not rows:
        return
    found = (
        Picture.objects.filter(product__variants__in=list(rows))
        .exclude(file="")
        .order_by("position", "pk")
        .values_list("product__variants", "variant_id", "file", "width", "height")
    )
    is_own: set[int] = set()
    for variant, pictured, file, width, height in found:
        row = rows.get(variant)
        if row is None or variant in is_own:
            continue
        if pictured == variant:
            is_own.add(variant)
        elif row.image is not None:
            continue
        row.image = image(file=file, width=width, height=height, alt="")
