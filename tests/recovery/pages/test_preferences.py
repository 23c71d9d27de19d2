"""What somebody may be reminded of: by the link of a mail, and in their account (R12, R18)."""

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from checkout.models import Order
from recovery.models import Episode
from shop.core.messaging.models import (
    Consent,
    Message,
    Person,
    Purpose,
    Suppression,
    SuppressionReason,
)
from shop.core.messaging.people import person_for
from shop.core.messaging.permissions import record_consent, suppress
from shop.core.messaging.sending import send_due
from tests.factories import UserFactory
from tests.recovery.conftest import HOUR
from tests.recovery.pages.test_stop_and_why import links
from tests.shopper import Shopper

ACCOUNT = "/account/reminders/"
STATES = ["reminded", "stopped", "bounced", "complained", "not-agreed", "unconfirmed"]


def state(page):
    return [name for name in STATES if page.find(name) is not None]


def rows():
    suppressed = list(Suppression.objects.values_list("reason", "source"))
    consents = Consent.objects.order_by("pk").values_list("is_given", "source", "text_version")
    return suppressed, list(consents)


AGREED = (True, "checkout", "checkout-2026-11")


def test_the_link_shows_and_stops_and_starts_again(letter):
    link = links(letter)["u"]
    page = Shopper().get(link)
    assert state(page) == ["reminded"]
    page.post(link, {"do": "stop"})
    assert state(page) == ["stopped"]
    assert rows() == ([("stopped", "link")], [AGREED])
    page.post(link, {"do": "again"})
    assert state(page) == ["reminded"]
    assert rows() == ([], [AGREED, (True, "link", "preferences-2026-11")])


@pytest.mark.parametrize("reason", ["bounced", "complained"])
def test_what_a_provider_told_stays_whatever_is_posted(letter, reason):
    person = Episode.objects.get().person
    for each in (SuppressionReason.STOPPED, SuppressionReason(reason)):
        suppress(person=person, reason=each, source="test")
    page = Shopper().post(links(letter)["u"], {"do": "again"})
    assert state(page) == [reason]
    assert page.find("again") is None
    assert [found for found, _source in rows()[0]] == [reason]


def test_the_link_erases(letter):
    page = Shopper().post(links(letter)["u"], {"do": "erase"})
    assert "What you had not finished was erased." in page.text
    assert page.find("erase") is None
    assert not Order.objects.exists()


@pytest.mark.parametrize("method", ["get", "head"])
@pytest.mark.parametrize("query", ["", "?do=again", "?do=stop", "?do=erase"])
def test_looking_changes_nothing(letter, method, query):
    suppress(person=Episode.objects.get().person, reason=SuppressionReason.STOPPED, source="test")
    before = rows()
    assert getattr(Client(), method)(links(letter)["u"] + query).status_code == 200
    assert rows() == before
    assert Order.objects.exists()


def test_nonsense_changes_nothing(letter):
    Shopper().post(links(letter)["u"], {"do": "everything"})
    assert rows() == ([], [AGREED])


def test_stopping_holds_for_a_new_cart_and_another_spelling(street, letter):
    """Per person: it does not matter which cart it was, nor how they write their address (R18)."""
    Shopper().post(links(letter)["u"], {"do": "stop"})
    for spelling in ("zoe@demo.example", "Zoe@Demo.Example"):
        street.leave("delivery", email=spelling)
        street.after(HOUR)
    street.clock.shift(24 * HOUR)
    send_due(limit=10)
    assert Message.objects.filter(kind="recovery.reminder").exclude(state="sent").count() == 0
    assert Message.objects.filter(kind="recovery.reminder").count() == 1


@pytest.fixture
def jane(db):
    """Somebody signed in, with a confirmed address that agreed to be reminded."""
    user = UserFactory(email="jane@example.com")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    record_consent(
        person=person_for(user.email), purpose=Purpose.REMINDERS, is_given=True,
        text_version="1", language="en", source="test",
    )  # fmt: skip
    page = Shopper()
    page.client.force_login(user)
    return page


def mine(**fields):
    return {"address": EmailAddress.objects.latest("pk").pk, **fields}


def test_the_account_shows_and_stops_and_starts_again(jane):
    assert state(jane.get(ACCOUNT)) == ["reminded"]
    assert state(jane.post(ACCOUNT, mine(do="stop"))) == ["stopped"]
    assert rows()[0] == [("stopped", "account")]
    assert state(jane.post(ACCOUNT, mine(do="again"))) == ["reminded"]
    assert rows()[1][-1] == (True, "account", "preferences-2026-11")


def test_an_unconfirmed_address_may_be_anybodys(jane):
    EmailAddress.objects.update(verified=False)
    assert state(jane.get(ACCOUNT)) == ["unconfirmed"]
    assert state(jane.post(ACCOUNT, mine(do="stop"))) == ["unconfirmed"]
    assert rows()[0] == []


def test_nobody_decides_for_another_account(jane):
    other = UserFactory()
    EmailAddress.objects.create(user=other, email="john@example.com", verified=True)
    for address in (mine()["address"], "", "x", "-1"):
        jane.post(ACCOUNT, {"address": address, "do": "stop"})
    assert rows()[0] == []
    assert Person.objects.count() == 1


def test_the_account_page_asks_to_sign_in_and_for_the_forms_secret(jane):
    assert Shopper().get(ACCOUNT).place == f"/account/login/?next={ACCOUNT}"
    forged = Client(enforce_csrf_checks=True)
    forged.force_login(EmailAddress.objects.get().user)
    assert forged.post(ACCOUNT, mine(do="stop")).status_code == 403
    assert rows()[0] == []


@pytest.mark.parametrize("total", [1, 30])
def test_the_account_page_makes_the_same_queries_for_any_number(
    jane, total, django_assert_num_queries
):
    user = EmailAddress.objects.get().user
    for n in range(total - 1):
        EmailAddress.objects.create(user=user, email=f"jane{n}@example.com", verified=True)
        person_for(f"jane{n}@example.com")
    Consent.objects.all().delete()  # of who said nothing it is asked whether they are customers
    jane.get(ACCOUNT)
    with django_assert_num_queries(7):
        jane.get(ACCOUNT)
    assert jane.page.text.count("<h2") == total
