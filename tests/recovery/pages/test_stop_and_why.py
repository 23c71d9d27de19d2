"""``/u/`` and ``/why/``: GET asks and tells, POST acts; no cookie and no login is needed (R12)."""

import re

import pytest
from django.test import Client

from checkout.models import Order
from recovery.models import Episode
from shop.core.messaging.models import Message, Suppression
from tests.recovery.conftest import HOUR
from tests.shopper import Shopper, path_of


def links(letter):
    found = re.findall(r"http://\S+?(/(?:r|u|why)/[^/\s]+/)\s", letter.body)
    return {path.split("/")[1]: path for path in found}


def test_the_letter_comes_from_a_person_and_offers_help(letter):
    assert letter.from_email == "Camille (demo) <care@demo.example>"
    html = letter.alternatives[0].content
    for text in (letter.body, html):
        assert "Did something get in your way? If I can help, just answer this mail." in text
        assert "2 × product-" in text
    assert [len(re.findall(f"/{kind}/", letter.body)) for kind in ("r", "u", "why")] == [1, 1, 2]
    assert len(re.findall(r"/why/\S+/answer/\s", letter.body)) == 1
    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert letter.extra_headers["List-Unsubscribe"].strip("<>").endswith(links(letter)["u"])
    assert "<script" not in html
    assert [
        src for src in re.findall(r'<img[^>]+src="([^"]+)"', html) if "/media/" not in src
    ] == []


def test_every_link_fetched_by_a_robot_changes_nothing(letter):
    before = (list(Episode.objects.values()), list(Message.objects.values()))
    for path in links(letter).values():
        assert Client().get(path).status_code == 200
        assert Client().head(path).status_code == 200
    assert (list(Episode.objects.values()), list(Message.objects.values())) == before
    assert not Suppression.objects.exists()


def test_stop_asks_first_and_then_holds(letter):
    page = Shopper().get(links(letter)["u"])
    assert page.find("stop") == "No more reminders"
    page.post(links(letter)["u"])
    assert page.find("stopped") is not None
    assert Suppression.objects.get().person == Order.objects.get().person


def test_one_click_of_a_mail_program_stops(letter):
    """RFC 8058: no cookie, no form, no referrer; CSRF checks on."""
    client = Client(enforce_csrf_checks=True)
    body = "List-Unsubscribe=One-Click"
    address = path_of(letter.extra_headers["List-Unsubscribe"].strip("<>"))
    answer = client.post(address, body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 200
    assert Suppression.objects.count() == 1


def test_stopping_takes_back_what_was_planned(street, letter):
    street.leave("delivery")
    street.after(HOUR)
    Shopper().post(links(letter)["u"])
    planned = Message.objects.filter(kind="recovery.reminder").latest("pk")
    assert (planned.state, planned.reason) == ("skipped", "suppressed")


def test_why_tells_in_words_and_hides_the_address(letter):
    page = Shopper().get(links(letter)["why"])
    assert "The mail server has taken it." in page.text
    assert "was ticked for this address" in page.find("consent")
    assert "z•••@d•••.example" in page.text
    assert "zoe@demo.example" not in page.page.text


def test_why_stops(letter):
    Shopper().post(links(letter)["why"], {"do": "stop"})
    assert Suppression.objects.count() == 1


def test_why_erases_what_was_not_finished(letter):
    page = Shopper().post(links(letter)["why"], {"do": "erase"})
    assert page.find("erased") is not None
    assert not Order.objects.exists()
    assert Message.objects.values_list("recipient", "facts").get() == ("", {})


def test_a_payment_under_way_is_not_erased(street, letter):
    order = street.leave("payment", cart=Order.objects.get().cart)
    street.start_to_pay(order)
    page = Shopper().post(links(letter)["why"], {"do": "erase"})
    assert "A payment is under way" in page.text
    assert Order.objects.exists()


@pytest.mark.parametrize("kind", ["u", "why"])
@pytest.mark.parametrize("secret", ["x", "A" * 43])
def test_a_forged_link_does_nothing(db, kind, secret):
    assert Client().post(f"/{kind}/{secret}/", {"do": "erase"}).status_code == 404
    assert not Suppression.objects.exists()
