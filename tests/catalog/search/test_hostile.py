"""The whole page of a search, with all that it asks, for what no shopper types; on both databases."""

import re
from urllib.parse import quote, quote_from_bytes

import pytest
from django.db import connection
from django.test import Client

from catalog.models import Product, Synonyms

pytestmark = pytest.mark.django_db

TEXTS = {
    # what a database would read as its own language, and what is found of it
    "AND": None,
    "robe OR pain": None,
    "robe NOT rouge": ["dress"],
    "robe AND NEAR(pain)": None,
    "names: robe* ^robe": None,
    "robe:*A & !pain | <-> (": None,
    "'; DROP TABLE catalog_product; --": None,
    '"robe"': ["dress"],
    "robe*": ["dress"],
    "(robe": ["dress"],
    "robe\\": ["dress"],
    "robe' \" '": ["dress"],
    "%s %(x)s robe %": None,
    # other alphabets, signs and marks
    "😀": None,
    "robe 😀": ["dress"],
    "\u202erobe\u202c": ["dress"],
    "\u200f\u2066robe\u2069": ["dress"],
    "robe\u200b": ["dress"],
    "\u0301": None,
    "中文 العربية हिन्दी": None,
    # nothing to look for
    "de la les": None,
    "<script>alert(1)</script>": None,
    "toilette' OR 1=1 --": None,
    'toilettes "': ["dress"],
    # too much, or no text at all: explained
    "a" * 10_000: None,
    "robe " * 2_000: None,
    "robe\0": None,
}


def page(query):
    return Client().get(f"/search/?q={query}", headers={"accept-language": "fr"})


def found(response):
    return re.findall(r'class="card__name"><a href="/p/([^/]+)/[^"]*"', response.text)


@pytest.fixture(autouse=True)
def _shop(shop):
    Synonyms.objects.create(words="robe\ntoilette")


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: repr(text)[:30])
def test_page_answers_any_text_and_finds_nothing_wrong(text):
    response = page(quote(text))
    assert (response.status_code, found(response)) == (200, TEXTS[text] or [])
    assert "<script>alert" not in response.text
    assert (connection.is_usable(), Product.objects.count()) == (True, 9)


@pytest.mark.parametrize(
    "raw", [b"\xff\xfe", b"robe\xed\xa0\x80", b"\xc3", b"\xed\xb0\x80 \xf0\x9f"]
)
def test_page_answers_bytes_that_are_no_text(raw):
    """Half a pair of surrogates arrives as bytes that are no UTF-8; Django reads them as U+FFFD."""
    assert page(quote_from_bytes(raw)).status_code == 200


def test_page_offers_what_was_meant_as_text_alone():
    response = page(quote('robbe"><script>alert(1)</script>'))
    assert response.status_code == 200
    assert "<script>alert" not in response.text
    assert '<a href="?q=robe">robe</a>' in page("robbe").text.replace("&amp;", "&")
