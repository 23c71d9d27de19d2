"""Somebody with all that the shop may know of a person, and somebody else with the same."""

from types import SimpleNamespace

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps

from catalog.alerts.asking import Asker, ask_for_search
from catalog.models import HelpfulVote
from catalog.remembering import remember_view, start_remembering
from catalog.remembering_searches import PROMISED_BY, remember_search
from recovery.episodes.answering import answer
from recovery.models import Obstacle, Scenario
from shop.core import clock
from shop.core.messaging.models import SuppressionReason
from shop.core.messaging.people import person_for
from shop.core.messaging.permissions import suppress
from shop.core.users.models import CustomerGroup
from tests.conftest import NOON
from tests.factories import ProductFactory, ReviewFactory, UserFactory
from tests.recovery.conftest import DAY, HOUR, Street


@pytest.fixture
def street(db, clock):
    Scenario.objects.update(activated_at=NOON - 365 * DAY)
    return Street(clock)


@pytest.fixture
def known(street):
    """Return a maker of somebody who bought, left an order and a cart, wrote, agreed and refused."""

    def make(name):
        email = f"{name}@demo.example"
        user = UserFactory(email=email, full_name=f"{name.title()} Démo")
        EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
        CustomerGroup.objects.create(name=f"friends of {name}").members.add(user)
        start_remembering(user=user, text_version=PROMISED_BY[-1], language="en", source="account")
        remember_search(user=user, text="teapot", language="en", hits=1)
        remember_view(user=user, product_id=ProductFactory().pk)
        asker = Asker(address=email, is_sure=True, language="en")
        ask_for_search(text="samovar", asker=asker)
        bought = street.buy(email=email)
        review = ReviewFactory(author=user, pen_name=name.title())
        HelpfulVote.objects.create(review=ReviewFactory(), voter=user)
        left = street.leave("payment", email=email)
        street.after(2 * HOUR)
        answer(
            episode=left.episodes.get(), said=Obstacle.QUESTION, words=f"{name} asks: is it blue?",
            language="en", at=clock.now(),
        )  # fmt: skip
        person = person_for(email)
        suppress(person=person, reason=SuppressionReason.COMPLAINED, source="test")
        cart = street.leave_cart(user=user)
        return SimpleNamespace(
            email=email, user=user, person=person, bought=bought, left=left, cart=cart,
            review=review,
        )  # fmt: skip

    return make


@pytest.fixture
def where_found():
    """Return a function that tells in which columns of which tables a text stands."""

    def where(needle):
        found = set()
        for model in apps.get_models():
            if not model._meta.managed:
                continue
            for row in model._default_manager.values():
                found |= {
                    f"{model._meta.label}.{name}"
                    for name, value in row.items()
                    if needle.casefold() in str(value).casefold()
                }
        return found

    return where
