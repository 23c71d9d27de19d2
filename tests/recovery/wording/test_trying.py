"""Words are tried on a cart as it lies there now, and tested on nobody but oneself (R4, R13)."""

import re

import pytest
from django.core import mail
from django.utils.translation import override

from catalog.models import Complement
from recovery.models import Cause, Episode, Occasion, Wording
from recovery.tone import Rule
from recovery.wording.testing import send_test
from recovery.wording.trying import carts_to_try, judge, things_for_sale, tried
from recovery.wording.words import Words
from shop.core.messaging.models import Message
from shop.core.messaging.sending import send_due
from tests.factories import ProductFactory, UserFactory, VariantFactory
from tests.recovery.conftest import HOUR

WORDS = Words(
    subject="May I help with {product}?",
    opening="Tell me what got in your way: {count} things are kept.",
    button="My cart",
    closing="",
)


@pytest.fixture(autouse=True)
def english():
    with override("en"):
        yield


def thing(name, **fields):
    product = ProductFactory(name_en=name, slug=name.lower().replace(" ", "-"), **fields)
    return VariantFactory(product=product)


@pytest.fixture
def left(street):
    """Somebody's cart with a pot, left at the payment and noticed."""
    street.leave("payment", cart=street.leave_cart(product=thing("Pot").product))
    street.after(HOUR)
    return Episode.objects.get()


def test_they_are_tried_on_what_lies_in_the_cart_now(left):
    found = tried(Occasion.PAYMENT, WORDS, left)
    assert found.subject == "May I help with Pot?"
    assert "1 things are kept." in found.text
    assert "2 × Pot" in found.text
    assert "zoe" not in found.text + found.html


def test_no_link_of_a_try_opens_anything(left, client, settings):
    found = tried(Occasion.PAYMENT, WORDS, left)
    for kind in ("r", "u", "why"):
        (path,) = re.findall(rf"^{settings.BASE_URL}(/{kind}/[^/]+/)$", found.text, re.MULTILINE)
        assert client.get(path).status_code == 404


def test_what_goes_well_with_it_stands_in_a_reminder_of_a_cart(left, settings):
    tea = thing("Tea")
    pot = left.cart.lines.get().variant.product
    Complement.objects.create(product=pot, complement=tea.product)
    found = tried(Occasion.PAYMENT, WORDS, left)
    assert found.text.count("Goes well with it:\nTea\n") == 1
    assert re.findall(r'href="([^"]+)"[^>]*>Tea</a>', found.html) == [f"{settings.BASE_URL}/p/tea/"]


def test_sensitive_things_are_tried_on_nobody(left):
    left.cart.lines.get().variant.product.__class__.objects.update(is_sensitive=True)
    found = tried(Occasion.PAYMENT, WORDS, left)
    assert "Pot" not in found.subject + found.text + found.html
    assert found.subject == "May I help with A thing?"


def test_without_a_cart_they_are_tried_on_things_of_the_catalogue(db):
    thing("Cup")
    thing("Secret", is_sensitive=True)
    thing("Hidden", is_published=False)
    assert [each.name for each in things_for_sale()] == ["Cup"]
    assert tried(Occasion.PRODUCT, WORDS, None).subject == "May I help with Cup?"


def test_only_carts_that_were_left_on_the_occasion_are_offered(left):
    Episode.objects.update(cause=Cause.PRICE_ROSE)
    assert carts_to_try(Occasion.PRICE_ROSE) == [left]
    assert carts_to_try(Occasion.PAYMENT) == []
    assert carts_to_try(Occasion.PRODUCT) == []


def test_a_name_of_a_thing_is_nobodys_tone(db):
    assert judge(Occasion.CART, WORDS) == []
    bad = Words(subject="Can I help?", opening="Buy now.", button="My cart", closing="")
    assert [each.rule for each in judge(Occasion.CART, bad)] == [Rule.HELP_FIRST, Rule.PRESSURE]


def test_a_test_goes_to_whoever_asks_and_says_what_it_is(left):
    wording = Wording.objects.get(occasion="payment", language="en")
    camille = UserFactory(email="camille@demo.example")
    send_test(wording=wording, words=WORDS, episode=left, to=camille)
    send_due(limit=10)
    told = [each for each in mail.outbox if each.to == ["camille@demo.example"]]
    assert [each.subject for each in told] == ["Test: May I help with Pot?"]
    assert "2 × Pot" in told[0].body


def test_a_test_that_was_forgotten_has_nothing_to_say(db):
    wording = Wording.objects.get(occasion="payment", language="en")
    message = send_test(wording=wording, words=WORDS, episode=None, to=UserFactory())
    Message.objects.filter(pk=message.pk).update(facts={})
    send_due(limit=10)
    message.refresh_from_db()
    assert (mail.outbox, message.state, message.reason) == ([], "skipped", "nothing_to_say")


def test_a_test_is_signed_by_who_may_write_over_the_way_it_goes(left, settings):
    """It is no reminder, so it leaves over the shop's own server, which may not write for another domain."""
    settings.REMINDER_FROM_EMAIL = "Camille <camille@letters.example>"
    wording = Wording.objects.get(occasion="payment", language="en")
    send_test(wording=wording, words=WORDS, episode=left, to=UserFactory())
    send_due(limit=10)
    told = [each for each in mail.outbox if each.subject.startswith("Test:")]
    assert [each.from_email for each in told] == [settings.CARE_EMAIL]
