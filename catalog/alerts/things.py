"""What alerts wait for, as it stands now: what can be bought of it, and whether it is sensitive."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Final

from django.utils.translation import gettext

from catalog.models import Alert, AlertKind, Product, Variant
from catalog.pages.queries import Card, Offer, cards
from catalog.search import search
from catalog.search.analyser import in_plain_words

LOOKED_AT: Final = 24  # hits of a search, the best first


@dataclass(slots=True)
class Found:
    """What a search leads to. ``cards`` can be bought, best first."""

    cards: list[Card] = field(default_factory=list)
    is_sensitive: bool = False  # anything of it: such a search is kept for nobody (R13)


def words_of(text: str) -> str:
    """Return the words of a search in one spelling; "" where there is nothing to look for.

    Letters, digits and spaces: what a stranger typed can be put into a mail as this, and lead nowhere.
    """
    return in_plain_words(text)[:200].strip()


def found_by(text: str, language: str) -> Found:
    """Ask the shop's own search, in the active language: five queries at most."""
    keys = search(text, language=language, limit=LOOKED_AT).product_ids
    if not keys:
        return Found()
    is_sensitive = Product.objects.sensitive().filter(pk__in=keys).exists()
    shown = [] if is_sensitive else [card for card in cards(keys) if card.can_be_bought]
    return Found(shown, is_sensitive)


def offers_of(variant_ids: Collection[int]) -> dict[int, tuple[Card, Offer]]:
    """Return what can be bought of these variants, with its card; nothing that is sensitive.

    The same few queries, whatever their number.
    """
    variants = Variant.objects.filter(pk__in=variant_ids).order_by("product_id")
    products = Product.objects.not_sensitive().filter(pk__in=variants.values("product_id"))
    keys = list(products.order_by("pk").values_list("pk", flat=True))
    return {
        offer.pk: (card, offer)
        for card in cards(keys)
        for offer in card.offers
        if offer.pk in variant_ids and offer.availability.state != "out"
    }


def name_of(variant: Variant) -> str:
    """Return what a variant is called, with its options; they are read already, or are read now."""
    options = [str(value) for value in variant.option_values.all()]
    name = variant.product.name
    return f"{name} ({', '.join(options)})" if options else name


def what(alert: Alert) -> str:
    """Return what ``alert`` waits for, as its owner put it."""
    return name_of(alert.variant) if alert.variant else gettext("“%(text)s”") % {"text": alert.text}


def is_search(alert: Alert) -> bool:
    return alert.kind == AlertKind.SEARCH
