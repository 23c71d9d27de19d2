"""The pages where people look around. None of them sets a cookie; see ``shop.core.shared_pages``."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from catalog.facts import count_view, is_look, record_search
from catalog.pages import queries
from catalog.pages.advice import Visit
from catalog.pages.alerts import offer_for_search, offer_for_variant
from catalog.pages.choices import Choices
from catalog.pages.forms import SearchForm
from catalog.pages.listing import PAGE_SIZE, SORTS, Listing, Paging, page_number, query
from catalog.pages.queries import Card
from catalog.pages.reviews.shown import ANCHOR, Asked
from catalog.pages.seo import structured
from catalog.pages.sheet import Sheet, sheet_of
from catalog.pages.shelves import Shelves
from catalog.remembering import remember_view
from catalog.search import search as find
from shop.core.agents import is_agent
from shop.core.asking import Offer
from shop.core.rate_limits import limited
from shop.core.shared_pages import is_stranger, shared_page
from shop.core.users.models import User

NEWEST = 12  # products on the home page; divides by two, three and four columns
HERO = 3  # pictures beside the shop's words
RELATED = 4
COMPLEMENTS = 4


def home(request: HttpRequest) -> HttpResponse:
    def make() -> HttpResponse:
        newest = queries.newest(NEWEST)
        context = {
            "shelves": Shelves(),
            "newest": newest,
            "hero": [card for card in reversed(newest) if card.image][:HERO],
            "social_image": structured.picture_of(newest),
            "structured": structured.json_ld(structured.shop_itself()),
        }
        return render(request, "catalog/home.html", context)

    return shared_page(request, query="", make=make)


def category(request: HttpRequest, slug: str) -> HttpResponse:
    listing = Listing.asked(request.GET.dict())
    return shared_page(request, query=listing.query, make=lambda: _category(request, slug, listing))


def _category(request: HttpRequest, slug: str, listing: Listing) -> HttpResponse:
    shelves = Shelves()
    shelf = shelves.named(slug)
    keys, total = queries.page_of_products(shelf.ids, listing)
    if listing.page > 1 and not keys:
        raise Http404
    cards = queries.cards(keys)
    context = {
        "shelves": shelves,
        "shelf": shelf,
        "listing": listing,
        "sorts": SORTS.items(),
        "cards": cards,
        "social_image": structured.picture_of(cards),
        "structured": structured.json_ld(structured.way_here(shelf.trail)),
        "paging": Paging(listing.page, total, listing.query_of_filters),
        "page_query": listing.query,
        "canonical_query": query(page=listing.page if listing.page > 1 else ""),
    }
    return render(request, "catalog/category.html", context)


def product(request: HttpRequest, slug: str) -> HttpResponse:
    asked = Asked.of(request.GET)
    viewer = _viewer(request)
    shown = sheet_of(slug, asked, viewer=viewer)
    shelves = Shelves()
    shelf = shelves.of(shown.category_id)
    card, related, complements = queries.with_related(shown, RELATED, *shown.complement_ids)
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
        "social_image": structured.picture_of([card]),
        "structured": structured.json_ld(
            structured.product_itself(shown, card), structured.way_here(shelf.trail)
        ),
        **_reviews(shown, asked, address=card.url, variant=choices.asked),
    }
    response = render(request, "catalog/product.html", context)
    if visit is not None:
        visit.keep(response)
    return response


def _look(
    request: HttpRequest, product_id: int, *, viewer: User | None, may_be_kept: bool
) -> Visit | None:
    """Count a look at a product; return the visit that it belongs to, if that may be known."""
    if not is_look(request):
        return None
    count_view(product_id)
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


def _viewer(request: HttpRequest) -> User | None:
    """Return who is signed in, without a question about strangers."""
    if is_stranger(request) or not request.user.is_authenticated:
        return None
    return request.user


@limited("SEARCH_RATE_LIMIT")
def search(request: HttpRequest) -> HttpResponse:
    form = SearchForm(request.GET)
    text = form.cleaned_data["q"] if form.is_valid() else ""
    page = page_number(request.GET.get("page", ""))
    shelves = Shelves()
    context = {"form": form, "text": text, "shelves": shelves, "page_query": query(q=text)}
    if text:
        start = (page - 1) * PAGE_SIZE
        found = find(text, language=get_language() or "", offset=start, limit=PAGE_SIZE)
        if page > 1 and not found.product_ids:
            raise Http404
        cards = queries.cards(found.product_ids)
        if page == 1 and not is_agent(request):
            record_search(
                text=text,
                language=get_language() or "",
                hits=found.total,
                is_sensitive=bool(cards) and all(shelves.hold_back(card) for card in cards),
            )
        context |= {
            "cards": cards,
            "paging": Paging(page, found.total, query(q=text)),
        }
        if not cards:
            context["ask"] = offer_for_search(text, viewer=_viewer(request))
    return render(request, "catalog/search.html", context)
