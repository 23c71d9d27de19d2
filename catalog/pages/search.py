"""``/search/``: what was looked for. It sets no cookie."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from catalog.pages import queries, recorded_search
from catalog.pages.alerts import offer_for_search
from catalog.pages.forms import SearchForm
from catalog.pages.listing import PAGE_SIZE, Paging, page_number, query
from catalog.pages.resuming import last_seen, other_searches
from catalog.pages.shelves import Shelves
from catalog.pages.viewer import viewer_of
from catalog.search import search as find
from shop.core.rate_limits import limited


@limited("SEARCH_RATE_LIMIT")
def search(request: HttpRequest) -> HttpResponse:
    form = SearchForm(request.GET)
    text = form.cleaned_data["q"] if form.is_valid() else ""
    page = page_number(request.GET.get("page", ""))
    shelves, viewer = Shelves(), viewer_of(request)
    context = {"form": form, "text": text, "shelves": shelves, "page_query": query(q=text)}
    if text:
        start = (page - 1) * PAGE_SIZE
        found = find(text, language=get_language() or "", offset=start, limit=PAGE_SIZE)
        if page > 1 and not found.product_ids:
            raise Http404
        cards = queries.cards(found.product_ids)
        reference = recorded_search.referred(request)
        if page == 1:
            reference = recorded_search.record(
                request,
                text=text,
                language=get_language() or "",
                hits=found.total,
                is_sensitive=bool(cards) and all(shelves.hold_back(card) for card in cards),
                viewer=viewer,
            )
        context |= {
            "cards": recorded_search.through(cards, reference, first=start + 1),
            "paging": Paging(page, found.total, query(q=text, s=reference)),
        }
        if not cards:
            context["ask"] = offer_for_search(text, viewer=viewer)
    if not context.get("cards"):
        context["last_searches"] = other_searches(viewer, text)
        context["last_seen"] = [] if text else last_seen(viewer)
    return render(request, "catalog/search.html", context)
