import pytest
from django.http import QueryDict

from catalog.facets.filters import Filters
from catalog.pages.listing import LAST_PAGE, Listing, Paging, page_number, query


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("", Listing()),
        (
            "sort=-price&in_stock=1&page=3",
            Listing("-price", Filters(in_stock=True), page=3),
        ),
        ("sort=pk; drop&in_stock=yes&page=x&sort=best", Listing()),
    ],
)
def test_asked_takes_what_it_knows_and_nothing_else(address, expected):
    assert Listing.asked(QueryDict(address)) == expected


def test_a_search_is_sorted_by_what_fits_best_unless_asked_otherwise():
    assert Listing.asked(QueryDict("q=cup"), text="cup").query == "?q=cup"
    newest = Listing.asked(QueryDict("q=cup&sort=newest"), text="cup")
    assert (newest.sort, newest.query) == ("newest", "?q=cup&sort=newest")
    assert Listing.asked(QueryDict("q=cup&sort=best"), text="cup").is_plain


@pytest.mark.parametrize(
    ("listing", "address"),
    [
        (Listing(), ""),
        (Listing(page=2), "?page=2"),
        (
            Listing("price", Filters(brands=("alba", "orme"), in_stock=True), page=2),
            "?sort=price&brand=alba&brand=orme&in_stock=1&page=2",
        ),
    ],
)
def test_query_is_the_shortest_that_asks_for_the_same(listing, address):
    assert listing.query == address
    assert Listing.asked(QueryDict(address.removeprefix("?"))) == listing


@pytest.mark.parametrize(
    ("text", "number"),
    [("", 1), ("0", 1), ("-1", 1), ("7", 7), ("٣", 1), ("9" * 50, 1), ("99999", LAST_PAGE)],
)
def test_page_number_never_fails(text, number):
    assert page_number(text) == number


def test_query_quotes_what_people_type():
    assert query(q="thé & café", page="") == "?q=th%C3%A9+%26+caf%C3%A9"


def test_paging_links_the_ends_and_the_neighbours():
    paging = Paging(5, 24 * 9, "?sort=price")
    assert paging.links == [
        (1, "?sort=price&page=1"),
        (0, ""),
        (4, "?sort=price&page=4"),
        (5, "?sort=price&page=5"),
        (6, "?sort=price&page=6"),
        (0, ""),
        (9, "?sort=price&page=9"),
    ]
    assert (paging.previous, paging.next) == ("?sort=price&page=4", "?sort=price&page=6")


@pytest.mark.parametrize(
    ("total", "last", "is_needed"), [(0, 1, False), (24, 1, False), (25, 2, True)]
)
def test_paging_counts_pages(total, last, is_needed):
    paging = Paging(1, total)
    assert (paging.last, paging.is_needed, paging.previous) == (last, is_needed, "")
