"""The home page and the shelves. Neither sets a cookie; see ``shop.core.shared_pages``."""

from functools import partial

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from catalog.facets.listing import in_categories
from catalog.pages import queries
from catalog.pages.listing import Listing, Paging, query
from catalog.pages.panel import with_panel
from catalog.pages.resuming import last_seen
from catalog.pages.seo import structured
from catalog.pages.shelves import Shelves
from catalog.pages.viewer import viewer_of
from shop.core.shared_pages import shared_page

NEWEST = 12  # products on the home page; divides by two, three and four columns
HERO = 3  # pictures beside the shop's words


def home(request: HttpRequest) -> HttpResponse:
    def make() -> HttpResponse:
        newest = queries.newest(NEWEST)
        context = {
            "shelves": Shelves(),
            "newest": newest,
            "last_seen": last_seen(viewer_of(request)),
            "hero": [card for card in reversed(newest) if card.image][:HERO],
            "social_image": structured.picture_of(newest),
            "structured": structured.json_ld(structured.shop_itself()),
        }
        return render(request, "catalog/home.html", context)

    return shared_page(request, query="", make=make)


def category(request: HttpRequest, slug: str) -> HttpResponse:
    listing = Listing.asked(request.GET)
    return shared_page(request, query=listing.query, make=lambda: _category(request, slug, listing))


def _category(request: HttpRequest, slug: str, listing: Listing) -> HttpResponse:
    shelves = Shelves()
    shelf = shelves.named(slug)
    found, panel = with_panel(
        listing, place=slug, around=shelf.children, find=partial(in_categories, shelf.ids)
    )
    if listing.page > 1 and not found.product_ids:
        raise Http404
    cards = queries.cards(found.product_ids)
    context = {
        "shelves": shelves,
        "shelf": shelf,
        "listing": listing,
        "panel": panel,
        "cards": cards,
        "social_image": structured.picture_of(cards),
        "structured": structured.json_ld(structured.way_here(shelf.trail)),
        "paging": Paging(listing.page, found.total, listing.query_of_filters),
        "page_query": listing.query,
        "canonical_query": query(page=listing.page if listing.page > 1 else ""),
    }
    return render(request, "catalog/category.html", context)
