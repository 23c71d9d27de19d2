"""The home page and the shelves. Neither sets a cookie; see ``shop.core.shared_pages``."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from catalog.pages import queries
from catalog.pages.listing import SORTS, Listing, Paging, query
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
