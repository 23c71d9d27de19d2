"""Advice is offered quietly: not on arrival, once a visit, never to who has said no (H3, R13)."""

import pytest

from catalog.pages.advice import ADVICE, LOOKS, Visit
from tests.factories import CategoryFactory, ProductFactory, VariantFactory
from tests.shopper import Shopper

pytestmark = pytest.mark.django_db
LINE = 'data-testid="advice"'


def product(slug, **fields):
    return VariantFactory(product=ProductFactory(slug=slug, **fields)).product


@pytest.fixture
def pot():
    return product("pot")


@pytest.fixture
def pan():
    return product("pan")


@pytest.fixture
def shopper(pot):
    """Somebody with a cart, in which there is something else."""
    shopper = Shopper()
    shopper.add(VariantFactory())
    return shopper


def look(shopper, *slugs):
    """Look at products one after the other; return on whose pages the line stood."""
    return [slug for slug in slugs if LINE in shopper.get(f"/p/{slug}/").page.text]


def test_the_third_look_in_a_visit_brings_the_line(shopper, pot, pan):
    assert look(shopper, "pot", "pan", "pot", "pan") == []
    assert look(shopper, "pot") == ["pot"]
    assert shopper.find("advice-ask")
    assert shopper.text.count("about it") == 1  # not beside the link that is always there


def test_it_stays_on_that_page_and_comes_on_no_other(shopper, pot, pan):
    assert look(shopper, *["pot", "pan"] * 4) == ["pot", "pot"]


def test_loading_a_page_anew_is_no_look(shopper, pot):
    assert look(shopper, *["pot"] * 9) == []


def test_what_a_script_fetches_ahead_is_no_look(shopper, pot, pan):
    look(shopper, "pot", "pan", "pot", "pan")
    ahead = shopper.client.get("/p/pot/", headers={"sec-purpose": "prefetch"})
    assert (LINE in ahead.text, LOOKS in ahead.cookies) == (False, False)


def test_nothing_is_counted_of_strangers(client, pot, pan):
    for slug in ["pot", "pan"] * 4:
        page = client.get(f"/p/{slug}/")
        assert (LINE in page.text, page.cookies.output()) == (False, "")


@pytest.mark.parametrize("mark", ["product", "shelf"])
def test_nothing_is_counted_of_what_is_sensitive(shopper, pan, mark):
    shelf = CategoryFactory(is_sensitive=mark == "shelf")
    product("secret", category=shelf, is_sensitive=mark == "product")
    assert look(shopper, *["secret", "pan"] * 4) == []
    assert shopper.client.cookies[LOOKS].value == f"{pan.pk}.1"


def test_what_was_put_into_the_cart_needs_no_advice(shopper, pot, pan):
    look(shopper, "pot", "pan", "pot", "pan")
    shopper.add(pot.variants.get())
    assert look(shopper, "pot") == []


def test_no_thanks_holds_and_leads_back(shopper, pot, pan):
    look(shopper, *["pot", "pan"] * 3)
    answer = shopper.client.post("/advice/no/", {"next": "/p/pot/"})
    assert (answer.status_code, answer.url) == (302, "/p/pot/")
    kept = answer.cookies[ADVICE]
    assert (kept.value, kept["max-age"], answer.cookies[LOOKS].value) == ("no", 31536000, "")
    assert look(shopper, *["pot", "pan"] * 4) == []


@pytest.mark.parametrize("back", ["//elsewhere.example", "https://elsewhere.example", "/\\x", ""])
def test_no_thanks_leads_nowhere_else(client, back):
    assert client.post("/advice/no/", {"next": back}).url == "/"


def test_another_sites_page_says_no_for_nobody(client):
    answer = client.post("/advice/no/", headers={"sec-fetch-site": "cross-site"})
    assert (answer.status_code, ADVICE in answer.cookies) == (403, False)
    assert client.get("/advice/no/").status_code == 405


@pytest.mark.parametrize(
    ("cookie", "counts"),
    [
        ("", {}),
        ("7.2-9.1", {7: 2, 9: 1}),
        ("7.2-x.1-9-9.", {7: 2}),
        ("7.222-" + "9" * 30 + ".1", {}),
        ("-".join(f"{n}.1" for n in range(30)), dict.fromkeys(range(10, 30), 1)),
    ],
)
def test_a_cookie_that_was_tampered_with_counts_for_what_can_be_read(rf, cookie, counts):
    request = rf.get("/")
    request.COOKIES[LOOKS] = cookie
    assert Visit.of(request).counts == counts


@pytest.mark.parametrize("looks", [1, 30])
def test_counting_costs_no_query(shopper, pot, pan, looks, django_assert_num_queries):
    look(shopper, *["pot", "pan"] * looks)
    with django_assert_num_queries(6):
        shopper.get("/p/pot/")
