"""A cart as it stands now: its lines with today's prices and stock, and what they come to."""

from dataclasses import dataclass, field
from functools import cached_property

from babel import Locale
from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language, gettext, to_locale

from cart import delivery
from cart.models import Cart, Place
from cart.notices import Notice, notices
from cart.pricing import Exemption, Item, PricedItem, TaxRules, Totals, price
from cart.taxes.reading import rate_book
from cart.taxes.rules import rules_for
from catalog.pages.addresses import address
from catalog.pages.availability import Availability
from catalog.pages.images import Image
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
    was chosen. Without one the cheapest is the estimate. ``vat_number`` is the buyer's, if it is a
    business.
    """

    cart: Cart
    rows: list[Row]
    rates: list[delivery.Rate]
    country: str
    method_id: int | None = None
    vat_number: str = ""

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

    @cached_property
    def taxes(self) -> TaxRules:
        """Which tax is in the prices today, where it goes."""
        return rules_for(
            country=self.country,
            vat_number=self.vat_number,
            at=timezone.localdate(clock.now()),
            home=settings.COUNTRY,
            one_stop_shop=settings.ONE_STOP_SHOP,
            book=rate_book(),
            own_rates=settings.TAX_RATES,
        )

    @property
    def is_exported(self) -> bool:
        """Whether a border may ask for duties."""
        return self.taxes.exemption is Exemption.EXPORT

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
            taxes=self.taxes,
        )
