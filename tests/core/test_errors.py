import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.utils.translation import override

from shop.core import errors


@pytest.mark.parametrize("code", ["400", "403", "403_form", "404", "429", "500", "503"])
def test_error_page_asks_nothing_of_the_database(code):
    """No database mark: a query would fail here. No request either."""
    html = render_to_string(f"errors/{code}.html", {"retry_after": 1, "minutes": 1})
    assert html.count("<h1>") == 1
    assert html.count("</html>") == 1


def test_unknown_address_offers_a_search(client):
    response = client.get("/nowhere/", headers={"accept-language": "en"})
    html = response.content.decode()
    assert response.status_code == 404
    assert "There is nothing at this address" in html
    assert 'data-testid="search-main"' in html


def test_unknown_address_asks_nothing_about_a_visitor_with_a_session(client):
    client.cookies["sessionid"] = "anything"
    assert client.get("/nowhere/").status_code == 404


def test_old_form_is_explained(settings):
    strict = Client(enforce_csrf_checks=True, headers={"accept-language": "en"})
    response = strict.post("/account/login/", {"login": "a@example.com"})
    assert response.status_code == 403
    assert "The form was too old, or cookies are off" in response.content.decode()


def test_broken_shop_says_so(rf):
    with override("en"):
        response = errors.server_error(rf.get("/"))
    assert response.status_code == 500
    assert "Something broke on our side" in response.content.decode()


def test_too_many_requests_says_when_to_come_back(rf):
    with override("en"):
        response = errors.too_many_requests(rf.get("/"), retry_after=5)
    assert (response.status_code, response.headers["Retry-After"]) == (429, "5")
    assert "try again in 5 seconds" in response.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/admin/?state=%00", "/admin/autocomplete/?term=%00"])
def test_a_nul_in_the_address_is_refused(client, address):
    assert client.get(address).status_code == 400
