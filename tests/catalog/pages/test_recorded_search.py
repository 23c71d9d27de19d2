"""Which of its hits a search led to is counted, and says nothing of who searched (S1.5, R13, R17)."""

import re
from datetime import timedelta

import pytest

from catalog import facts
from catalog.models import Product, ProductViews, Search
from catalog.pages.listing import PAGE_SIZE
from tests.core.test_agents import CHROME, STOREBOT
from tests.factories import CategoryFactory, ProductFactory, VariantFactory
from tests.shopper import Shopper

pytestmark = pytest.mark.django_db


@pytest.fixture
def cups(clock, db):
    """More than a page of cups: ``cup-0`` is found first."""
    shelf = CategoryFactory()
    for number in range(PAGE_SIZE + 2):
        VariantFactory(product=ProductFactory(category=shelf, slug=f"cup-{number}", name_en="Cup"))
    return Product.objects.order_by("pk")


def links(shopper):
    html = shopper.page.content.decode()
    return re.findall(r'class="card__name"><a href="([^"]+)"', html)


def clicks():
    rows = Search.objects.order_by("pk")
    return list(rows.values_list("clicked__slug", "clicked_position"))


def test_the_hit_that_was_opened_first_is_counted_with_its_place(cups):
    shopper = Shopper().get("/search/?q=cup")
    third, first = links(shopper)[2], links(shopper)[0]
    assert third.startswith("/p/cup-2/?s=")
    shopper.get(third).get(first)
    assert clicks() == [("cup-2", 3)]
    assert ProductViews.objects.count() == 2


def test_places_are_counted_over_all_pages(cups):
    shopper = Shopper().get("/search/?q=cup")
    (further,) = set(re.findall(r'href="(\?q=cup&amp;s=[^"]+&amp;page=2)"', shopper.page.text))
    shopper.get("/search/" + further.replace("&amp;", "&"))
    shopper.get(links(shopper)[1])
    assert clicks() == [(f"cup-{PAGE_SIZE + 1}", PAGE_SIZE + 2)]


def test_each_search_has_its_own(cups):
    shopper = Shopper()
    opened = [links(shopper.get("/search/?q=cup"))[place] for place in (0, 1)]
    for link in opened:
        shopper.get(link)
    assert clicks() == [("cup-0", 1), ("cup-1", 2)]


def test_after_an_hour_a_link_counts_nothing(cups, clock):
    shopper = Shopper().get("/search/?q=cup")
    link = links(shopper)[0]
    clock.shift(timedelta(seconds=3601))
    assert shopper.get(link).page.status_code == 200
    further = shopper.get(link.replace("/p/cup-0/", "/search/") + "&q=cup&page=2")
    assert links(further) == [f"/p/cup-{PAGE_SIZE}/", f"/p/cup-{PAGE_SIZE + 1}/"]
    assert clicks() == [(None, None)]


@pytest.mark.parametrize(
    "reference",
    ["", "x", ".", "1.1", "{key}.3", "{whole}9", "{search}.0", "{search}.27", "{search}.x"],
)
def test_what_is_no_reference_of_ours_counts_nothing(cups, reference):
    shopper = Shopper().get("/search/?q=cup")
    whole = links(shopper)[0].partition("?s=")[2]
    search = whole.rpartition(".")[0]
    forged = reference.format(whole=whole.replace(".", "x", 1), search=search, key=1)
    assert shopper.get(f"/p/cup-0/?s={forged}").page.status_code == 200
    assert clicks() == [(None, None)]


def test_a_link_says_nothing_of_who_it_was_made_for(cups):
    shopper = Shopper().get("/search/?q=cup")
    assert shopper.page.cookies.output() == ""
    link = links(shopper)[0]
    friend = Shopper().get(link)
    assert (friend.page.status_code, friend.page.cookies.output()) == (200, "")
    html = friend.page.content.decode()
    reference = link.partition("?s=")[2]
    assert 'rel="canonical" href="http' in html
    assert reference not in html  # neither in the canonical address nor in any link or form


def test_a_click_costs_one_query_and_only_with_a_reference(cups, django_assert_num_queries):
    shopper = Shopper().get("/search/?q=cup")
    link = links(shopper)[0]
    shopper.get("/p/cup-0/")
    with django_assert_num_queries(6):
        shopper.get("/p/cup-0/?s=forged.1")
    with django_assert_num_queries(7):
        shopper.get(link)


@pytest.mark.parametrize("headers", [{"HX-Request": "true"}, {"Sec-Purpose": "prefetch"}])
def test_what_no_person_opened_is_no_click(cups, headers):
    shopper = Shopper().get("/search/?q=cup")
    shopper.get(links(shopper)[0], headers=headers)
    shopper.client.head(links(Shopper().get("/search/?q=cup"))[0])
    assert clicks() == [(None, None)] * 2


@pytest.mark.parametrize(("agent", "has_reference"), [(STOREBOT, False), (CHROME, True)])
def test_programs_are_given_plain_links(cups, agent, has_reference):
    shopper = Shopper().get("/search/?q=cup", headers={"user-agent": agent})
    assert ("?s=" in links(shopper)[0]) == has_reference


def test_a_search_for_sensitive_things_alone_keeps_no_click(cups):
    Product.objects.update(is_sensitive=True)
    shopper = Shopper().get("/search/?q=cup")
    assert links(shopper)[0] == "/p/cup-0/"
    assert list(Search.objects.values_list("text", "filters")) == [("", "")]


def test_of_a_sensitive_thing_among_others_only_the_place_is_kept(cups):
    Product.objects.filter(slug="cup-1").update(is_sensitive=True)
    shopper = Shopper().get("/search/?q=cup")
    shopper.get(links(shopper)[1])
    assert clicks() == [(None, 2)]


def test_a_product_that_is_deleted_takes_no_search_with_it(cups):
    shopper = Shopper().get("/search/?q=cup")
    shopper.get(links(shopper)[0])
    Product.objects.filter(slug="cup-0").delete()
    assert clicks() == [(None, 1)]


def test_the_page_opens_when_a_click_cannot_be_written(cups, monkeypatch):
    """Recording never fails a request (R17)."""
    shopper = Shopper().get("/search/?q=cup")
    link = links(shopper)[0]

    def broken(*_args, **_kwargs):
        raise RuntimeError

    monkeypatch.setattr(facts.Search.objects, "filter", broken)
    assert shopper.get(link).page.status_code == 200
    monkeypatch.setattr(facts.Search.objects, "create", broken)
    assert links(shopper.get("/search/?q=cup"))[0] == "/p/cup-0/"


def test_filters_are_written_down_as_the_page_knows_them(db):
    key = facts.record_search(text="Cup", language="en", hits=3, filters="in_stock=1")
    row = Search.objects.get(pk=key)
    assert (row.filters, row.hits) == ("in_stock=1", 3)
