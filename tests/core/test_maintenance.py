from io import StringIO

import pytest
from django.core.management import call_command

from shop.core import maintenance


def told(*arguments):
    out = StringIO()
    call_command("maintenance", *arguments, stdout=out)
    return out.getvalue()


def test_closed_shop_says_until_when(client, clock):
    assert (
        told("on", "--minutes", "20") == "The shop is closed. Its page says: until about 13:20.\n"
    )
    response = client.get("/cart/", headers={"accept-language": "en"})
    assert (response.status_code, response["Retry-After"]) == (503, "1200")
    assert "The shop opens again in about 20 minutes." in response.content.decode()


def test_closed_shop_asks_nothing_of_the_database(client):
    """No database mark: a query would fail here."""
    client.cookies["sessionid"] = client.cookies["cart"] = "anything"
    maintenance.close(minutes=5)
    assert client.post("/checkout/notify/testbank/").status_code == 503


@pytest.mark.django_db
def test_staff_and_health_are_let_through(client):
    maintenance.close(minutes=5)
    assert client.get("/account/login/").status_code == 200
    assert client.get("/admin/").status_code == 302
    assert client.get("/healthz").status_code == 200


@pytest.mark.django_db
def test_late_opening_asks_for_another_minute(client, clock):
    maintenance.close(minutes=5)
    clock.shift(3600)
    response = client.get("/")
    assert (response.status_code, response["Retry-After"]) == (503, "60")


@pytest.mark.django_db
def test_reopened_shop_answers(client):
    maintenance.close(minutes=5)
    assert told("off") == "The shop is open.\n"
    assert client.get("/").status_code == 200
    assert told("off") == "The shop was open already.\n"


def test_damaged_file_still_closes(client, settings):
    maintenance.close(minutes=5)
    (settings.VAR_DIR / "run" / "maintenance").write_text("?")
    assert client.get("/").status_code == 503
