"""A page that fails a shopper, or keeps them waiting, is written down beside their cart (R3, R17)."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import resolve

from cart import failing
from cart.models import Trouble
from catalog.models import Product
from tests.shopper import Shopper

pytestmark = pytest.mark.django_db


@pytest.fixture
def buyer(variant):
    """A shopper with a cup in the cart, whose browser shows what the shop says when it breaks."""
    buyer = Shopper(raise_request_exception=False)
    buyer.fill([variant])
    return buyer


@pytest.fixture
def broken(monkeypatch):
    def breaks(*_args, **_kwargs):
        raise RuntimeError

    monkeypatch.setattr("cart.pages.cart.contents", breaks)


@pytest.fixture
def slow(monkeypatch):
    monkeypatch.setattr(failing, "SLOW", -1)


def troubles():
    return list(Trouble.objects.order_by("pk").values_list("kind", "detail"))


def test_a_page_that_breaks(buyer, broken):
    assert buyer.get("/cart/").page.status_code == 500
    assert troubles() == [("server_error", "500 cart")]


def test_a_page_that_takes_long(buyer, slow):
    buyer.get(Product.objects.get().get_absolute_url())
    assert troubles() == [("server_error", "0 s product")]


@pytest.mark.parametrize("address", ["/nowhere/", "/admin/"])
def test_what_is_no_page_on_the_way_is_left_out(buyer, slow, address):
    buyer.client.get(address)
    assert troubles() == []


def test_a_page_that_works_costs_nothing(buyer, monkeypatch):
    monkeypatch.setattr(failing, "_record", lambda *_: pytest.fail("written down"))
    assert buyer.get("/cart/").page.status_code == 200


def test_who_has_no_cart_is_not_met(slow):
    Shopper().get("/cart/")
    assert troubles() == []


@pytest.mark.parametrize("breaks", ["current_cart", "Trouble.objects.create", "recording"])
def test_what_cannot_be_written_down_costs_the_shopper_nothing(buyer, slow, monkeypatch, breaks):
    def fails(*_args, **_kwargs):
        raise RuntimeError

    monkeypatch.setattr(f"cart.failing.{breaks}", fails)
    page = buyer.get("/cart/").page
    assert (page.status_code, "CUP" in page.content.decode()) == (200, True)
    assert troubles() == []


def test_it_is_written_down_after_the_answer(cart, monkeypatch):
    monkeypatch.setattr(failing, "current_cart", lambda _request: cart)
    request = RequestFactory().get("/cart/")
    request.user, request.resolver_match = AnonymousUser(), resolve("/cart/")
    answer = failing.FailedPageMiddleware(lambda _request: HttpResponse(status=503))(request)
    assert (answer.status_code, troubles()) == (503, [])
    for close in answer._resource_closers:  # as the server does, but for the connection of the test
        close()
    assert troubles() == [("server_error", "503 cart")]
