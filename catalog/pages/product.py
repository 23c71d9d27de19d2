"""The page of a product: what it is, what it costs, whether it is there, and what others say of it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from catalog.facts import count_view, is_look
from catalog.pages import queries
from catalog.pages.advice import Visit
from catalog.pages.alerts import offer_for_variant
from catalog.pages.choices import Choices
from catalog.pages.listing import query
from catalog.pages.queries import Card
from catalog.pages.recorded_search import note_click
from catalog.pages.reviews.shown import ANCHOR, Asked
from catalog.pages.seo import structured
from catalog.pages.sheet import Sheet, sheet_of
from catalog.pages.shelves import Shelf, Shelves
from catalog.pages.viewer import viewer_of
from catalog.remembering import remember_view
from shop.core.asking import Offer
from shop.core.shared_pages import is_stranger
from shop.core.users.models import User

COMPLEMENTS = 4


def product(request: HttpRequest, slug: str) -> HttpResponse:
    asked = Asked.of(request.GET)
    viewer = viewer_of(request)
    shown = sheet_of(slug, asked, viewer=viewer)
    shelves = Shelves()
    shelf = shelves.of(shown.category_id)
    card, related, complements = queries.with_related(shown, *shown.complement_ids)
    properties = queries.properties(shown)
    choices = Choices(card, properties.of_variants, request.GET.get("v", ""))
    visit = _look(request, shown.pk, viewer=viewer, may_be_kept=not shelves.hold_back(card))
    context = {
        "offers_advice": visit is not None and visit.offers(shown.pk),
        "product": shown,
        "card": card,
        "choices": choices,
        "ask": None if shelves.hold_back(card) else _ask(choices, card, viewer),
        "properties": properties.of_product,
        "complements": _offered(complements, shelves)[:COMPLEMENTS],
        "related": [each for each in related if not shelves.hold_back(each)],
        "shelves": shelves,
        "shelf": shelf,
        "page_query": asked.query(v=choices.asked),
        **_for_programs(shown, card, shelf),
        **_reviews(shown, asked, address=card.url, variant=choices.asked),
    }
    response = render(request, "catalog/product.html", context)
    if visit is not None:
        visit.keep(response)
    return response


def _for_programs(shown: Sheet, card: Card, shelf: Shelf) -> dict[str, object]:
    """Return what search engines and social networks read of the page."""
    facts = structured.product_itself(shown, card)
    return {
        "social_image": structured.picture_of([card]),
        "structured": structured.json_ld(facts, structured.way_here(shelf.trail)),
    }


def _look(
    request: HttpRequest, product_id: int, *, viewer: User | None, may_be_kept: bool
) -> Visit | None:
    """Count a look at a product; return the visit that it belongs to, if that may be known."""
    if not is_look(request):
        return None
    count_view(product_id)
    note_click(request, product_id if may_be_kept else None)
    if is_stranger(request) or not may_be_kept:
        return None
    if viewer is not None:
        remember_view(user=viewer, product_id=product_id)
    visit = Visit.of(request)
    visit.look_at(product_id)
    return visit


def _ask(choices: Choices, card: Card, viewer: User | None) -> Offer | None:
    """Return the form to be told when what is chosen is back; None while it is there."""
    chosen = choices.chosen
    if chosen is None or chosen.availability.state != "out":
        return None
    return offer_for_variant(chosen.sku, card.url, viewer=viewer)


def _offered(complements: list[Card], shelves: Shelves) -> list[Card]:
    return [each for each in complements if each.can_be_bought and not shelves.hold_back(each)]


def _reviews(shown: Sheet, asked: Asked, *, address: str, variant: str) -> dict[str, object]:
    """Return what the page says of reviews; ``variant`` stays chosen in all its links."""
    told: dict[str, object] = {"rating": shown.rating, "reviews": shown.reviews, "asked": asked}
    if shown.rating.count:
        told["everything_url"] = f"{address}{query(v=variant)}{ANCHOR}"
        told["bars"] = shown.rating.bars(chosen=asked.stars, address=address, v=variant)
        told["paging"] = asked.paging(shown.rating, v=variant)
    return told
