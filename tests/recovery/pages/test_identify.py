"""``/checkout/identify/``: the owner in another browser proves it by their own mailbox (R5)."""

import re

import pytest
from django.core import mail

from cart import changing
from recovery.links.making import make_links
from recovery.models import LinkPurpose
from shop.core.messaging.models import Message
from shop.core.messaging.sending import send_due
from tests.shopper import Shopper, path_of


@pytest.fixture
def masked(episode):
    """Somebody who has opened the kept cart by its link."""
    (url,) = make_links(episode, LinkPurpose.RESUME)
    return Shopper().post(path_of(url), {"do": "open"})


def own_letters():
    return Message.objects.filter(kind="recovery.own_link")


def test_the_steps_lead_to_it_and_get_sends_nothing(masked):
    assert 'href="/checkout/identify/" data-testid="identify"' in masked.page.text
    masked.get("/checkout/identify/")
    assert "Is z•••@d•••.example your address?" in masked.text
    assert "zoe@demo.example" not in masked.page.text
    assert not own_letters().exists()


def test_the_link_in_the_mail_shows_all(masked):
    masked.post("/checkout/identify/").post("/checkout/identify/")
    assert masked.place == "/checkout/payment/"
    assert own_letters().get().recipient == "zoe@demo.example"
    send_due(limit=10)
    (sent,) = [m for m in mail.outbox if m.subject == "Your link to your cart at Panier"]
    masked.post(path_of(re.search(r"http\S+/r/\S+", sent.body)[0]), {"do": "open"})
    assert "zoe@demo.example" in masked.page.text


def test_it_is_for_masked_visitors_alone(db):
    assert Shopper().post("/checkout/identify/").place == "/cart/"
    assert not own_letters().exists()


def test_once_it_is_placed_there_is_only_signing_in(masked):
    masked.pay().at_bank()
    assert masked.place == "/checkout/done/"
    assert "/account/login/?next=%2Fcheckout%2Fdone%2F" in masked.page.text
    assert "identify/" not in masked.page.text


def test_erasing_the_cart_forgets_to_whom_the_link_went(masked, episode):
    masked.post("/checkout/identify/")
    changing.empty(cart=episode.cart)
    assert set(Message.objects.values_list("recipient", "state")) == {("", "skipped")}
