"""One SMS by a real service on this machine, as apprise talks to it."""

import json
import logging

import apprise
import pytest
from django.core import mail

from shop.core.logs import WithoutNumbers
from shop.core.messaging import outbox, sending
from shop.core.messaging.models import Message, State
from shop.core.messaging.rendering import NothingToSay
from shop.core.messaging.sms import writing
from shop.core.messaging.sms.checks import service_for_sms
from shop.core.messaging.sms.transport import send, service_for
from shop.core.messaging.sms.writing import Text
from shop.core.messaging.transport import Outcome
from tests.conftest import NOON
from tests.core.messaging.sms.conftest import OTHER, PHONE

pytestmark = pytest.mark.enable_socket

SID, KEY = "AC" + "a" * 32, "b" * 32
SERVICES = {
    f"twilio://{SID}:{KEY}@33612345678/{{to}}": [PHONE],
    "vonage://a1b2c3d4:abcdefgh12345678@33612345678/{to}": [PHONE[1:]],
    f"sinch://{'a' * 32}:{KEY}@33612345678/{{to}}": [PHONE],
    f"plivo://{'A' * 25}@{'b' * 40}/33612345678/{{to}}": [PHONE],
    "clicksend://user:key@{to}": [PHONE[1:]],
}


def state_of(message):
    return Message.objects.values_list("state", "reason").get(pk=message.pk)


@pytest.mark.parametrize("url", SERVICES, ids=lambda url: url.partition(":")[0])
def test_services_write_to_the_number_alone(settings, url):
    settings.SMS_URLS = [url]
    targets = service_for(PHONE).targets
    assert [each[1] if isinstance(each, tuple) else each for each in targets] == SERVICES[url]


def test_a_text_is_handed_over_as_it_was_written(service):
    words = "Camille (Panier): été, 5 € ? https://shop.example/r/a-B_9/ *STOP* :smile: &amp;"
    assert send(Text(PHONE, words)) is Outcome.SENT
    (told,) = service.told
    assert (told["message"], told["title"], told["to"]) == (words, "", PHONE)


@pytest.mark.parametrize("status", [400, 401, 429, 500, 503])
def test_a_no_may_follow_a_text_that_arrived(service, status):
    service.status = status
    assert send(Text(PHONE, "words")) is Outcome.UNCLEAR
    assert len(service.told) == 1


def test_nobody_knows_what_a_broken_service_did(service, monkeypatch):
    def broken(*_args, **_more):
        raise OSError

    monkeypatch.setattr(apprise.NotifyBase, "notify", broken)
    assert send(Text(PHONE, "words")) is Outcome.UNCLEAR


@pytest.mark.parametrize("number", ["", "0612345678", "jane@example.com", f"{PHONE}/{OTHER}", "33"])
def test_what_is_no_number_is_not_begun(service, number):
    assert send(Text(number, "words")) is Outcome.REFUSED
    assert service.told == []


@pytest.mark.parametrize("urls", [[], ["nosuch://{to}"], ["vonage://{to}"]])
def test_without_a_service_nothing_is_begun(settings, urls):
    settings.SMS_URLS = urls
    assert send(Text(PHONE, "words")) is Outcome.REFUSED


@pytest.mark.parametrize(
    ("urls", "secrets", "ids"),
    [
        ([], [], []),
        (["phone://{to}"], ["panier:a-long-enough-secret"], []),
        (["phone://{to}"], [], ["panier.W004"]),
        (["nosuch://{to}"], ["panier:a-long-enough-secret"], ["panier.W003"]),
    ],
)
def test_what_would_not_work_is_told_beforehand(settings, urls, secrets, ids):
    settings.SMS_URLS, settings.SMS_INBOUND_SECRET = urls, secrets
    assert [each.id for each in service_for_sms()] == ids


def test_a_text_goes_once(text, agree, service):
    agree("jane@example.com")
    message = text()
    assert sending.send_due(limit=10) == {Outcome.SENT: 1}
    assert sending.send_due(limit=10) == {}
    assert [(each["message"], each["to"]) for each in service.told] == [("text fact:1", PHONE)]
    assert state_of(message) == (State.SENT, "")
    assert Message.objects.get().sent_at == NOON
    assert mail.outbox == []


def test_mails_and_texts_are_due_together(text, put, agree, service):
    agree("jane@example.com")
    first, last = put(), text()
    assert sending.send_due(limit=10) == {Outcome.SENT: 2}
    assert [m.subject for m in mail.outbox] == [first.about]
    assert [each["message"] for each in service.told] == [f"text {last.about}"]


def test_a_text_that_nobody_confirmed_is_unknown_and_never_sent_again_by_itself(
    text, agree, service, clock
):
    agree("jane@example.com")
    message = text()
    service.status = 500
    assert sending.send_due(limit=10) == {Outcome.UNCLEAR: 1}
    assert state_of(message) == (State.UNKNOWN, "not_confirmed")
    service.status = 200
    clock.shift(7 * 24 * 3600)
    assert sending.send_due(limit=10) == {}
    assert len(service.told) == 1


def test_staff_may_send_it_again(text, agree, service, clock):
    agree("jane@example.com")
    message = text()
    service.status = 500
    sending.send_due(limit=10)
    service.status = 200
    message.refresh_from_db()
    assert outbox.send_again(message, at=NOON)
    assert sending.send_due(limit=10) == {Outcome.SENT: 1}


def test_a_text_to_no_number_is_refused_in_words_of_its_own(text, agree, service):
    agree("jane@example.com")
    message = text(number="0612345678")
    assert sending.send_due(limit=10) == {Outcome.REFUSED: 1}
    assert state_of(message) == (State.FAILED, "sms_refused")


@pytest.mark.parametrize(
    ("error", "state"),
    [
        (NothingToSay, (State.SKIPPED, "nothing_to_say")),
        (ZeroDivisionError, (State.DUE, "unready")),
    ],
)
def test_what_cannot_be_written_is_not_sent(text, agree, service, monkeypatch, error, state):
    def fail(message):
        raise error

    agree("jane@example.com")
    monkeypatch.setitem(writing._writers, "test", fail)
    message = text()
    sending.send_due(limit=10)
    assert state_of(message) == state
    assert service.told == []


def test_no_number_stands_in_a_log(service, caplog):
    caplog.set_level(logging.INFO, logger="apprise")
    logger = logging.getLogger("apprise")
    assert {type(each) for each in logger.filters} == {WithoutNumbers}
    logger.warning("Failed to send to %s: %s", PHONE, json.dumps({"to": PHONE[1:]}))
    assert [each.getMessage() for each in caplog.records] == [
        'Failed to send to •••: {"to": "•••"}'
    ]
