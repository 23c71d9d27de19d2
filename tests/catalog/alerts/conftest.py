"""Somebody who waits for a teapot that is sold out, and for a samovar that nobody has."""

import re

import pytest
from django.core import mail

from catalog.alerts.answering import activate, find_alert
from catalog.alerts.asking import Asker, ask_for_search, ask_for_variant
from catalog.alerts.watching import watch
from shop.core import clock as shop_clock
from shop.core.messaging.sending import send_due
from tests.factories import ProductFactory, VariantFactory

ZOE = "zoe@demo.example"


@pytest.fixture
def pot(db):
    product = ProductFactory(slug="pot", name_en="Tea pot", name_fr="Théière")
    return VariantFactory(product=product, sku="POT", on_hand=0, price=2490)


@pytest.fixture
def wait_for(db, clock):
    """Ask for a variant or a search, sure of the address unless told otherwise; return the alert."""

    def ask(thing, address=ZOE, *, is_sure=True, language="en", time_zone=""):
        asker = Asker(address=address, is_sure=is_sure, language=language, time_zone=time_zone)
        if isinstance(thing, str):
            return ask_for_search(text=thing, asker=asker)
        return ask_for_variant(variant=thing, asker=asker)

    return ask


@pytest.fixture
def confirmed(wait_for):
    """Ask as a stranger does, and confirm by the mail; return the alert."""

    def ask(thing, address=ZOE):
        wait_for(thing, address, is_sure=False)
        send_due(limit=10)
        alert = find_alert(secret_of(mail.outbox.pop()), at=shop_clock.now())
        assert activate(alert, at=shop_clock.now())
        return alert

    return ask


@pytest.fixture
def samovar(db):
    """Make a thing that a search for a samovar finds."""

    def make(on_hand=3, **product):
        words = {"name_en": "Samovar", "name_fr": "Samovar", **product}
        return VariantFactory(product=ProductFactory(**words), on_hand=on_hand)

    return make


def look():
    """What a worker does: look whether alerts have come true, and send."""
    written = watch(at=shop_clock.now())["written"]
    send_due(limit=100)
    return written


def secret_of(letter):
    return re.search(r"/alert/([\w-]{43})/", letter.body)[1]
