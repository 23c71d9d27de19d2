"""Who has an account reads, takes away and erases what is kept about them (P2, P5)."""

import json

import pytest
from allauth.account.models import EmailAddress

from checkout.models import Order
from shop.core.privacy.models import Erasure
from shop.core.users.models import User
from tests.factories import UserFactory
from tests.markup import faults_of
from tests.shopper import Shopper

pytestmark = pytest.mark.django_db


@pytest.fixture
def zoe(street):
    """Zoe, who has left an order without being signed in, and proved her address since."""
    street.leave("payment")
    user = UserFactory(email="zoe@demo.example")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    shopper = Shopper()
    shopper.client.force_login(user)
    return shopper


def give_password(shopper):
    shopper.get("/account/data/")
    assert shopper.place.startswith("/account/reauthenticate/")
    return shopper.post(shopper.place, {"password": "correct horse"})


def test_the_password_is_asked_for_again_before_anything_is_shown(zoe):
    assert give_password(zoe).place == "/account/data/"
    assert "Started orders (1)" in zoe.text
    assert "90 days after the last activity, with their carts" in zoe.text
    assert faults_of(zoe.page.text) == []


@pytest.mark.parametrize("page", ["export", "erase"])
def test_without_it_nothing_is_given_or_erased(zoe, page):
    zoe.post(f"/account/data/{page}/")
    assert zoe.place.startswith("/account/reauthenticate/")
    assert (Order.objects.count(), User.objects.count()) == (1, 1)


def test_strangers_are_asked_to_sign_in(zoe):
    assert Shopper().post("/account/data/erase/").place.startswith("/account/login/")
    assert User.objects.count() == 1


def test_all_of_it_can_be_taken_away(zoe):
    page = give_password(zoe).client.post("/account/data/export/")
    parts = {part["what"]: part["rows"] for part in json.loads(page.content)["kept"]}
    assert [order["email"] for order in parts["Started orders"]] == ["zoe@demo.example"]
    assert (page["Cache-Control"], page["Content-Type"]) == (
        "no-store, max-age=0, no-cache, must-revalidate, private",
        "application/json; charset=utf-8",
    )


def test_all_of_it_is_erased_and_the_visit_ends(zoe):
    give_password(zoe).post("/account/data/erase/")
    assert zoe.place == "/"
    assert "Your account and what was kept about you are erased." in zoe.text
    assert (Order.objects.count(), User.objects.count()) == (0, 0)
    assert Erasure.objects.get().by == "self"
    assert zoe.get("/account/data/").place.startswith("/account/login/")


def test_a_payment_under_way_is_said_instead_of_the_button(zoe, street):
    street.start_to_pay(Order.objects.get())
    assert "A payment is under way." in give_password(zoe).text
    assert zoe.find("objection") is not None
    assert 'data-testid="erase"' not in zoe.page.text
    zoe.post("/account/data/erase/")
    assert (zoe.place, User.objects.count()) == ("/account/data/", 1)


def test_an_address_that_is_not_proved_shows_nothing_of_its_owner(zoe):
    EmailAddress.objects.update(verified=False)
    give_password(zoe)
    assert "Your address is not confirmed yet." in zoe.text
    assert "Started orders (0)" in zoe.text
