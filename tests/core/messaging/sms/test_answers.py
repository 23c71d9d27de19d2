"""What people answer to an SMS, as services tell it: STOP is heard, all else is kept by nobody."""

import base64
import json

import pytest
from django.test import Client
from django.urls import include, path

from shop.core.messaging.models import Message, Person, State, Suppression
from shop.core.messaging.people import find_person, person_for
from shop.core.messaging.sms.answers import is_stop, number_of
from tests.core.messaging.sms.conftest import OTHER, PHONE

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]
urlpatterns = [path("sms/", include("shop.core.messaging.sms.webhook"))]

SECRET = "panier:a-long-enough-secret"


@pytest.fixture(autouse=True)
def _secret(settings):
    settings.SMS_INBOUND_SECRET = ["old:another-long-secret", SECRET]


def tell(told, *, secret=SECRET, kind="Basic", **options):
    auth = base64.b64encode((secret or "").encode()).decode()
    return Client(enforce_csrf_checks=True).post(
        "/sms/inbound/",
        told,
        headers={} if secret is None else {"authorization": f"{kind} {auth}"},
        **options,
    )


def tell_json(told, **options):
    body = told if isinstance(told, str) else json.dumps(told)
    return tell(body, content_type="application/json", **options)


def stopped():
    return {*Suppression.objects.values_list("person", "reason", "source")}


@pytest.mark.parametrize(
    "told",
    [
        {"From": PHONE, "To": "+33600000000", "Body": "STOP", "MessageSid": "SM1"},  # Twilio
        {"From": PHONE[1:], "To": "33600000000", "Text": "Stop", "Type": "sms"},  # Plivo
        {"msisdn": PHONE[1:], "to": "33600000000", "text": "stop.", "type": "text"},  # Vonage
    ],
)
def test_a_form_that_says_stop(told):
    assert tell(told).status_code == 204
    assert stopped() == {(find_person(PHONE).pk, "stopped", "sms")}


@pytest.mark.parametrize(
    "told",
    [
        {"type": "mo_text", "from": PHONE[1:], "to": "1", "body": "Arrêt"},  # Sinch
        {"msisdn": PHONE[1:], "to": "1", "text": "STOP", "keyword": "STOP"},  # Vonage
        {"originator": PHONE[1:], "payload": " stop "},  # MessageBird
        {"sender": PHONE, "message": "STOP"},  # OVH
    ],
)
def test_json_that_says_stop(told):
    assert tell_json(told).status_code == 204
    assert stopped() == {(find_person(PHONE).pk, "stopped", "sms")}


def test_whoever_was_written_to_at_the_number_gets_no_mail_either(text):
    told, other = text(), text("fact:2", email="john@example.com", number=OTHER)
    assert tell({"From": PHONE, "Body": "STOP"}).status_code == 204
    assert {person for person, *_ in stopped()} == {person_for(PHONE).pk, told.person_id}
    told.refresh_from_db()
    other.refresh_from_db()
    assert (told.state, told.reason) == (State.SKIPPED, "suppressed")
    assert other.state == State.DUE


def test_told_twice_it_changes_nothing(text):
    text()
    for _ in range(3):
        assert tell({"From": PHONE, "Body": "STOP"}).status_code == 204
    assert len(stopped()) == 2


@pytest.mark.parametrize(
    ("secret", "kind"),
    [
        (None, ""),
        ("", "Basic"),
        ("panier:", "Basic"),
        ("panier:a-long-enough-secreT", "Basic"),
        (SECRET + " ", "Basic"),
        (SECRET, "Bearer"),
        ("é:ü", "Basic"),
    ],
)
def test_without_the_secret_nothing_is_heard(secret, kind):
    refused = tell({"From": PHONE, "Body": "STOP"}, secret=secret, kind=kind)
    assert (refused.status_code, refused["WWW-Authenticate"]) == (401, 'Basic realm="sms"')
    assert stopped() == set()


@pytest.mark.parametrize("header", ["Basic", "Basic ====", "Basic \x7f", "é"])
def test_what_is_no_secret_is_none(header):
    response = Client().post("/sms/inbound/", {}, headers={"authorization": header})
    assert response.status_code == 401


def test_the_older_of_two_secrets_counts_too():
    assert tell({"From": PHONE, "Body": "x"}, secret="old:another-long-secret").status_code == 204


@pytest.mark.parametrize("method", ["get", "head", "put", "delete"])
def test_it_is_only_told_by_post(method):
    assert (
        getattr(Client(), method)("/sms/inbound/?From=%2B33612345678&Body=STOP").status_code == 405
    )
    assert stopped() == set()


@pytest.mark.parametrize(
    "body", ["", "{", "[]", "[[[", "null", '"STOP"', "[" * 5000, '{"From": {}}']
)
def test_what_nobody_understands_is_taken(body):
    assert tell_json(body).status_code == 204
    assert stopped() == set()


@pytest.mark.parametrize(
    "told",
    [
        {"From": PHONE, "Body": "Is it blue?"},
        {"From": PHONE, "Body": ""},
        {"From": PHONE},
        {"Body": "STOP"},
        {"From": "36180", "Body": "STOP"},
        {"From": "Panier", "Body": "STOP"},
        {"From": f"{PHONE}x" * 500, "Body": "STOP"},
    ],
)
def test_all_else_is_kept_by_nobody(told):
    people = Person.objects.count()
    assert tell(told).status_code == 204
    assert (stopped(), Person.objects.count(), Message.objects.count()) == (set(), people, 0)


@pytest.mark.parametrize(
    ("words", "is_one"),
    [
        ("STOP", True),
        ("stop", True),
        (" Stop! ", True),
        ("STOP SMS svp", True),
        ("Arrêt", True),
        ("ARRET", True),
        ("arrêtez ça", True),
        ("ＳＴＯＰ", True),
        ("stopp", True),
        ("unsubscribe", True),
        ("END", True),
        ("Quit.", True),
        ("end of the month", False),
        ("quit asking", False),
        ("Don't stop", False),
        ("non stop", False),
        ("stopover", False),
        ("", False),
        ("12", False),
        ("стоп", False),
    ],
)
def test_stop_in_whatever_spelling(words, is_one):
    assert is_stop(words) is is_one


@pytest.mark.parametrize(
    "said", ["+33612345678", "33612345678", "0033612345678", "06 12 34 56 78", " 0612345678 "]
)
def test_a_number_in_whatever_spelling(said):
    assert number_of(said) == PHONE


def test_a_number_shares_no_person_with_an_address():
    person_for("jane@example.com")
    tell({"From": PHONE, "Body": "STOP"})
    assert find_person(PHONE) != find_person("jane@example.com")
