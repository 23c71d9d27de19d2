"""``/search/``: what was looked for. It sets no cookie."""

from functools import partial

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from catalog.pages import queries, recorded_search
from catalog.pages.alerts import offer_for_search
from catalog.pages.forms import SearchForm
from catalog.pages.listing import PAGE_SIZE, Listing, Paging
from catalog.pages.nothing_found import instead_of
from catalog.pages.panel import with_panel
from catalog.pages.resuming import last_seen, other_searches
from catalog.pages.shelves import Shelves
from catalog.pages.viewer import viewer_of
from catalog.search import narrowed
from shop.core.rate_limits import limited


@limited("SEARCH_RATE_LIMIT")
def search(request: HttpRequest) -> HttpResponse:
    form = SearchForm(request.GET)
    text = form.cleaned_data["q"] if form.is_valid() else ""
    listing = Listing.asked(request.GET, text=text)
    shelves, viewer = Shelves(), viewer_of(request)
    context = {"form": form, "text": text, "shelves": shelves, "page_query": listing.query}
    if text:
        context |= _found(request, listing, shelves)
    if not context.get("cards"):
        context["last_searches"] = other_searches(viewer, text)
        context["last_seen"] = [] if text else last_seen(viewer)
    return render(request, "catalog/search.html", context)


def _found(request: HttpRequest, listing: Listing, shelves: Shelves) -> dict[str, object]:
    language, viewer = get_language() or "", viewer_of(request)
    find = partial(narrowed, listing.text, language=language)
    found, panel = with_panel(listing, place="search", around=shelves.top, find=find)
    if listing.page > 1 and not found.product_ids:
        raise Http404
    cards = queries.cards(found.product_ids)
    reference = recorded_search.referred(request)
    if listing.page == 1:
        reference = recorded_search.record(
            request,
            text=listing.text,
            language=language,
            hits=found.total,
            filters=listing.options,
            is_sensitive=bool(cards) and all(shelves.hold_back(card) for card in cards),
            viewer=viewer,
        )
    first = (listing.page - 1) * PAGE_SIZE + 1
    shown: dict[str, object] = {
        "listing": listing,
        "cards": recorded_search.through(cards, reference, first=first),
        "panel": panel,
        "paging": Paging(listing.page, found.total, listing.query_through(reference)),
    }
    if not cards and not listing.filters:
        shown["instead"] = instead_of(listing.text, language=language, shelves=shelves)
        shown["ask"] = offer_for_search(listing.text, viewer=viewer)
    return shown
