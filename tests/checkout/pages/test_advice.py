"""A step offers advice to who does not get on with it, and says no more once that was refused (H3)."""

import pytest

from tests.factories import VariantFactory
from tests.shopper import Shopper

pytestmark = pytest.mark.django_db
LATER, NOW = 'data-advice-after="60" hidden', 'data-testid="advice">'


@pytest.fixture
def shopper():
    shopper = Shopper()
    shopper.add(VariantFactory())
    return shopper


def offered(page):
    return ["later"] * page.text.count(LATER) + ["now"] * page.text.count(NOW)


def test_whoever_comes_sees_nothing_until_nothing_goes_on(shopper):
    shopper.get("/checkout/email/")
    assert offered(shopper.page) == ["later"]
    assert "js/advice.js" in shopper.page.text


def test_the_second_refusal_of_a_form_offers_advice_at_once(shopper):
    answers = [offered(shopper.post("/checkout/email/", {"email": "x"}).page) for _ in range(3)]
    assert answers == [["later"], ["now"], ["now"]]
    assert 'href="mailto:care@demo.example?subject=My%20order"' in shopper.page.text


def test_refusals_of_another_step_do_not_count(shopper):
    shopper.post("/checkout/email/", {"email": "x"})
    shopper.give_email()
    assert offered(shopper.post("/checkout/address/", {}).page) == ["later"]


@pytest.mark.parametrize(("said", "after_errors"), [("told", ["now"]), ("no", [])])
def test_once_it_was_offered_or_refused_nothing_waits_behind_the_page(shopper, said, after_errors):
    shopper.client.cookies["advice"] = said
    assert offered(shopper.get("/checkout/email/").page) == []
    shopper.post("/checkout/email/", {"email": "x"})
    assert offered(shopper.post("/checkout/email/", {"email": "x"}).page) == after_errors


def test_what_was_offered_after_errors_is_offered_no_more_in_the_visit(shopper):
    for _ in range(2):
        shopper.post("/checkout/email/", {"email": "x"})
    assert offered(shopper.page) == ["now"]
    shopper.give_email()
    assert offered(shopper.get("/checkout/address/").page) == []
    assert shopper.client.cookies["advice"].value == "told"


@pytest.mark.parametrize("said", ["told-7", "no"])
def test_what_the_visit_knows_is_not_forgotten_by_errors(shopper, said):
    shopper.client.cookies["advice"] = said
    for _ in range(2):
        shopper.post("/checkout/email/", {"email": "x"})
    assert shopper.client.cookies["advice"].value == said
