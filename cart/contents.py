"""A cart as it stands now: its lines with today's prices and stock, and what they come to."""

from dataclasses import dataclass
from functools import cached_property

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext

from cart import delivery
from cart.models import Cart, Place
from cart.pricing import (
    Exemption,
    Obstacle,
    Postage,
    PricedItem,
    TaxRules,
    Totals,
    Visit,
    price,
)
from cart.promotions.reading import Promotions
from cart.promotions.words import in_words
from cart.row import Row
from cart.taxes.reading import rate_book
from cart.taxes.rules import rules_for
from shop.core import clock
from shop.core.countries import country_name


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
    promotions: Promotions
    country: str
    method_id: int | None = None
    vat_number: str = ""
    held_back: int = 0  # lines that are in the cart and are not shown here; see cart.sparing

    def __post_init__(self) -> None:
        for row, priced in self.priced_rows:
            row.priced = priced

    @cached_property
    def in_cart(self) -> list[Row]:
        return [row for row in self.rows if row.place == Place.IN_CART]

    @cached_property
    def saved(self) -> list[Row]:
        return [row for row in self.rows if row.place == Place.SAVED]

    @cached_property
    def joined(self) -> list[Row]:
        """What another cart changed or laid beside, as far as the shopper has not answered."""
        return [
            row
            for row in self.rows
            if row.is_offered or row.quantity_before or row.quantity_offered
        ]

    @property
    def can_undo_joined(self) -> bool:
        """Whether anything was put together; what is only offered needs no undoing."""
        return any(row.is_offered or row.quantity_before for row in self.joined)

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
    def fallen(self) -> list[Row]:
        """The lines that cost less than the shopper last saw."""
        return [row for row in self.in_cart if any(n.kind == "cheaper" for n in row.notices)]

    @property
    def code(self) -> str:
        """The promo code, while it gives something."""
        pk = self.cart.promotion_id
        return next((each.code for each in self.totals.applied if each.key == pk), "")

    @property
    def code_obstacle(self) -> Obstacle | None:
        """Why the promo code of the cart gives nothing, if it does not."""
        pk = self.cart.promotion_id
        return self.totals.obstacles.get(pk) if pk else None

    @property
    def code_words(self) -> str:
        """What would make the promo code count; nothing where it does, or where there is none."""
        obstacle = self.code_obstacle
        if obstacle is None:
            return ""
        deal = next(d for d in self.promotions.deals if d.key == self.cart.promotion_id)
        return in_words(obstacle, deal, country=self.country)

    @cached_property
    def offers(self) -> list[delivery.Offer]:
        return self._offers(self.totals.goods)

    @cached_property
    def offer(self) -> delivery.Offer | None:
        """The delivery that the total counts with: the chosen one, else the cheapest."""
        return _chosen(self.offers, self.method_id)

    @property
    def charged_offers(self) -> list[tuple[delivery.Offer, int]]:
        """Each offer with what is charged for it: what promotions pay is the same for all."""
        return [(offer, offer.price - self.totals.delivery_discount) for offer in self.offers]

    @property
    def has_chosen_delivery(self) -> bool:
        return self.offer is not None and self.offer.method_id == self.method_id

    @property
    def is_estimate(self) -> bool:
        return not self.has_chosen_delivery

    @property
    def delivery_words(self) -> str:
        """``Delivery to France``."""
        return gettext("Delivery: %(country)s") % {"country": country_name(self.country)}

    @property
    def undeliverable(self) -> str:
        """Why nothing brings this cart to its country, and what would help; nothing if all is well."""
        if self.offers or not self.buyable or not self.rates:
            return ""
        return delivery.undeliverable(self.rates, country=self.country, weight=self.weight)

    @cached_property
    def free_ahead(self) -> delivery.Free | None:
        """The free delivery that is not reached yet, if there is such a thing."""
        if self.offer and self.offer.price == self.totals.delivery_discount:
            return None
        return delivery.free_ahead(
            self.rates,
            country=self.country,
            weight=self.weight,
            goods=self.totals.goods,
            prices={offer.method_id: offer.price for offer in self.offers},
            shown=self.offer.method_id if self.offer else None,
        )

    @property
    def until_free(self) -> int | None:
        """What is missing for it, of what is paid for goods."""
        return self.free_ahead.missing if self.free_ahead else None

    @cached_property
    def totals(self) -> Totals:
        return price(
            [row.as_item for row in self.buyable],
            deals=self.promotions.deals,
            visit=Visit(
                at=clock.now(), country=self.country, has_ordered=self.promotions.has_ordered
            ),
            delivery=self._postage,
            taxes=self.taxes,
        )

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

    def _postage(self, goods: int) -> Postage | None:
        offers = self._offers(goods)
        chosen = _chosen(offers, self.method_id)
        if chosen is None:
            return None
        return Postage(price=chosen.price, cheapest=min(offer.price for offer in offers))

    def _offers(self, goods: int) -> list[delivery.Offer]:
        return delivery.offers(
            self.rates, country=self.country, weight=self.weight, goods=goods, now=clock.now()
        )


def _chosen(offers: list[delivery.Offer], method_id: int | None) -> delivery.Offer | None:
    """Return the chosen offer, else the cheapest."""
    for offer in offers:
        if offer.method_id == method_id:
            return offer
    return min(offers, key=lambda offer: offer.price, default=None)
