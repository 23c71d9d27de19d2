"""What a page is about, for machines: schema.org's words as JSON-LD (L4).

Only what the page itself shows: search engines take the rest for a trick.
"""

import json
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

from catalog.pages.queries import Card, Offer
from catalog.pages.sheet import Sheet
from catalog.pages.shelves import Shelf
from shop.core import money

Thing = dict[str, Any]
_IN_HTML = str.maketrans({"<": "\\u003C", ">": "\\u003E", "&": "\\u0026"})
_STANDS = {"in": "InStock", "low": "LimitedAvailability", "out": "OutOfStock"}


def json_ld(*things: Thing) -> SafeString:
    """Return ``things`` as the content of a script element of type ``application/ld+json``."""
    graph = {"@context": "https://schema.org", "@graph": things}
    text = json.dumps(graph, ensure_ascii=False, separators=(",", ":"))
    return mark_safe(text.translate(_IN_HTML))  # noqa: S308 - nothing in it can end the element


def shop_itself() -> Thing:
    return {
        "@type": "OnlineStore",
        "name": settings.SHOP_NAME,
        "url": f"{settings.BASE_URL}/",
    }


def way_here(trail: Sequence[Shelf]) -> Thing:
    """Return the shelves that lead to a page."""
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {
                "@type": "ListItem",
                "position": place,
                "name": shelf.name,
                "item": absolute(shelf.url),
            }
            for place, shelf in enumerate(trail, start=1)
        ],
    }


def product_itself(sheet: Sheet, card: Card) -> Thing:
    """Return a product with an offer for each of its variants, and what buyers think of it."""
    thing: Thing = {"@type": "Product", "name": card.name, "url": absolute(card.url)}
    if sheet.description:
        thing["description"] = sheet.description
    if sheet.brand:
        thing["brand"] = {"@type": "Brand", "name": sheet.brand}
    if card.images:
        thing["image"] = [absolute(image.url) for image in card.images]
    if sheet.rating.count:
        thing["aggregateRating"] = {
            "@type": "AggregateRating",
            "ratingValue": sheet.rating.average,
            "reviewCount": sheet.rating.count,
        }
    thing["offers"] = [_offer(card, offer) for offer in card.offers]
    return thing


def picture_of(cards: Sequence[Card]) -> str:
    """Return the absolute address of the first picture among ``cards``, for whoever links to them."""
    return next((absolute(card.image.url) for card in cards if card.image), "")


def absolute(address: str) -> str:
    """Return ``address`` with the shop's name before it, unless it stands elsewhere already."""
    return address if "://" in address else f"{settings.BASE_URL}{address}"


def _offer(card: Card, offer: Offer) -> Thing:
    return {
        "@type": "Offer",
        "sku": offer.sku,
        "url": absolute(f"{card.url}?v={offer.sku}"),
        "price": money.plain(offer.price),
        "priceCurrency": settings.CURRENCY,
        "availability": f"https://schema.org/{_STANDS[offer.availability.state]}",
        "itemCondition": "https://schema.org/NewCondition",
    }
