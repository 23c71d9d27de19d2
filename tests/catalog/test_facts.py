from datetime import date, timedelta

import pytest

from catalog import facts
from catalog.models import ProductViews, Search
from tests.core.test_agents import CHROME, STOREBOT
from tests.factories import ProductFactory, VariantFactory
from tests.shopper import Shopper

pytestmark = pytest.mark.django_db


@pytest.fixture
def cup():
    return VariantFactory(product=ProductFactory(slug="cup")).product


def test_a_search_is_written_down_with_what_it_found(clock, cup):
    Shopper().get("/search/?q=Théière  ÉTÉ")
    row = Search.objects.get()
    assert (row.text, row.words, row.language, row.hits) == ("Théière  ÉTÉ", "theiere ete", "en", 0)


def test_a_search_says_nothing_of_who_searched():
    fields = {field.name for field in Search._meta.get_fields()}
    of_the_search = {"id", "text", "words", "language", "filters", "hits", "searched_at"}
    assert fields == of_the_search | {"clicked", "clicked_position"}


def test_an_address_in_a_search_is_masked():
    facts.record_search(text="jane@example.com", language="en", hits=0)
    row = Search.objects.get()
    assert row.text == "j•••@e•••.com"
    assert "jane" not in row.words


@pytest.mark.parametrize("address", ["/search/", "/search/?q=", f"/search/?q={'x' * 201}"])
def test_what_is_no_search_is_not_written_down(address):
    Shopper().get(address)
    assert Search.objects.count() == 0


def test_further_pages_are_no_further_searches(cup):
    Shopper().get("/search/?q=cup&page=2")
    assert Search.objects.count() == 0


def test_views_are_counted_by_day_and_not_by_visitor(clock, cup):
    for _ in range(3):
        Shopper().get("/p/cup/")
    clock.shift(timedelta(days=1))
    Shopper().get("/p/cup/")
    rows = ProductViews.objects.order_by("day").values_list("product", "day", "views")
    assert list(rows) == [(cup.pk, date(2026, 3, 4), 3), (cup.pk, date(2026, 3, 5), 1)]


@pytest.mark.parametrize("headers", [{"HX-Request": "true"}, {"Sec-Purpose": "prefetch;prerender"}])
def test_what_no_person_looked_at_is_not_counted(cup, headers):
    Shopper().get("/p/cup/", headers=headers)
    Shopper().client.head("/p/cup/")
    assert ProductViews.objects.count() == 0


def test_pages_open_when_facts_cannot_be_written(cup, monkeypatch):
    """Recording never fails a request (R17)."""

    def broken(*_args, **_kwargs):
        raise RuntimeError

    monkeypatch.setattr(Search.objects, "create", broken)
    monkeypatch.setattr(facts, "_COUNT", "nonsense")
    assert Shopper().get("/search/?q=cup").page.status_code == 200
    assert Shopper().get("/p/nowhere/").page.status_code == 404


@pytest.mark.parametrize(("agent", "count"), [(STOREBOT, 0), (CHROME, 1)])
def test_what_programs_look_at_and_search_for_is_not_counted(cup, agent, count):
    shopper = Shopper()
    for address in ("/p/cup/", "/search/?q=cup"):
        assert shopper.get(address, headers={"user-agent": agent}).page.status_code == 200
    assert (ProductViews.objects.count(), Search.objects.count()) == (count, count)
