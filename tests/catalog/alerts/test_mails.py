"""What the mails say, in both languages, as text and as HTML."""

import re
from html import unescape

import pytest
from django.core import mail

from catalog import stock
from catalog.alerts.watching import watch
from catalog.variants import set_option_values
from shop.core import clock as shop_clock
from shop.core.messaging.models import Message
from shop.core.messaging.rendering import read
from shop.core.messaging.sending import send_due
from tests.catalog.alerts.conftest import look
from tests.catalog.conftest import add_picture
from tests.factories import AttributeValueFactory
from tests.recovery.conftest import of_copying

pytestmark = pytest.mark.django_db


def parts(letter):
    return letter.body, unescape(letter.alternatives[0].content)


@pytest.mark.parametrize(
    ("language", "subject", "asked"),
    [
        ("en", "Shall Panier tell you? Please confirm", "when this is back in stock: Tea pot."),
        (
            "fr",
            "Panier doit-il vous prévenir ? Merci de confirmer",
            "en stock\u00a0: Théière.",
        ),
    ],
)
def test_it_asks_whether_it_is_wanted(wait_for, pot, language, subject, asked):
    wait_for(pot, is_sure=False, language=language)
    send_due(limit=10)
    (letter,) = mail.outbox
    assert letter.subject == subject
    for part in parts(letter):
        assert asked in part
        assert len(set(re.findall(r"/alert/[\w-]{43}/", part))) == 1
        assert "<img" not in part


@pytest.mark.parametrize(
    "text", ["win <b>money</b> www.evil.example/x", "http://evil.example", "javascript:alert(1)"]
)
def test_what_a_stranger_typed_leads_nowhere(wait_for, text):
    """Else anybody could have the shop send their words to anybody."""
    wait_for(text, is_sure=False, language="en")
    send_due(limit=10)
    for part in parts(mail.outbox[0]):
        told = part.split("for these words: ")[1].split(".")[0]
        assert re.fullmatch(r"[\w ]{1,60}", told)
        assert {*re.findall(r"https?://([^/\"]+)", part)} == {"127.0.0.1:8000"}


@pytest.mark.parametrize(
    ("language", "subject", "price", "left"),
    [
        ("en", "Back in stock, as you asked: Tea pot (red)", "€24.90", "Only 2 left"),
        (
            "fr",
            "De nouveau en stock, comme demandé : Théière (rouge)",
            "24,90\u00a0€",
            "Plus que 2",
        ),
    ],
)
def test_back_in_stock_shows_what_there_is(wait_for, pot, language, subject, price, left):
    red = AttributeValueFactory(name_en="red", name_fr="rouge")
    set_option_values(variant=pot, values=[red])
    add_picture(pot.product)
    wait_for(pot, language=language)
    stock.count(variant_id=pot.pk, on_hand=2)
    assert look() == 1
    (letter,) = mail.outbox
    assert letter.subject == subject
    text, html = parts(letter)
    for part in (text, html):
        assert price in part
        assert left in part
        assert "/p/pot/?v=POT" in part
        assert len(set(re.findall(r"/alert/[\w-]{43}/", part))) == 1
    assert 'src="http://127.0.0.1:8000/media/products/' in html


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_search_shows_what_can_be_had_now(wait_for, samovar, language):
    samovar(on_hand=2, name_en="Samovar big", name_fr="Samovar grand")
    samovar(on_hand=0, name_en="Samovar gone", name_fr="Samovar parti")
    wait_for("Le samovar", language=language)
    assert look() == 1
    (letter,) = mail.outbox
    text, html = parts(letter)
    for part in (text, html):
        assert {"en": "Samovar big", "fr": "Samovar grand"}[language] in part
        assert {"en": "gone", "fr": "parti"}[language] not in part
        assert "/search/?q=Le+samovar" in part
    assert "Le samovar" in letter.subject
    assert html.count("Samovar ") == 1


def test_of_many_the_first_are_shown_and_the_others_counted(wait_for, samovar):
    for _ in range(8):
        samovar()
    wait_for("samovar")
    look()
    assert "and 2 more things" in mail.outbox[0].body


def test_a_handful_is_read_with_the_same_queries_as_one(wait_for, pot, django_assert_num_queries):
    stock.count(variant_id=pot.pk, on_hand=9)
    for expected in (1, 10):
        while Message.objects.filter(kind="catalog.back_in_stock").count() < expected:
            wait_for(pot, f"max{Message.objects.count()}@demo.example")
            watch(at=shop_clock.now())
        messages = list(Message.objects.filter(kind="catalog.back_in_stock"))
        with django_assert_num_queries(6 + of_copying(1)):
            read(messages)
