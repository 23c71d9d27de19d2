from datetime import timedelta

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from shop.core.messaging import rendering, sending, tasks
from shop.core.messaging.claiming import claim
from shop.core.messaging.classes import MessageClass
from shop.core.messaging.handing_over import ITS_TURN
from shop.core.messaging.models import Message, State, Suppression
from shop.core.messaging.rendering import NothingToSay
from shop.core.messaging.transport import Outcome, Transport
from tests.conftest import NOON


def test_send_due_sends_each_message_once(put):
    messages = [put(), put(MessageClass.ORDER), put(MessageClass.ASKED_FOR)]
    assert sending.send_due(limit=100) == {Outcome.SENT: 3}
    assert sending.send_due(limit=100) == {}
    assert sorted(m.subject for m in mail.outbox) == sorted(m.about for m in messages)
    assert set(Message.objects.values_list("state", "sent_at")) == {(State.SENT, NOON)}


def test_send_due_keeps_to_its_limit(put):
    for _ in range(3):
        put()
    assert sending.send_due(limit=2).total() == 2
    assert Message.objects.filter(state=State.DUE).count() == 1


def test_a_sent_mail_is_of_the_person_and_can_be_told_from_its_copy(put, settings):
    settings.BASE_URL = "https://shop.example"
    message = put(recipient="Jane@example.com")
    sending.send_due(limit=1)
    sent = mail.outbox[0]
    assert sent.to == ["Jane@example.com"]
    assert sent.extra_headers == {
        "Message-ID": f"<{message.ref}@shop.example>",
        "Auto-Submitted": "auto-generated",
    }
    assert sent.alternatives[0].content == f"<p>{message.about}</p>"


@pytest.mark.parametrize(
    ("error", "state", "reason"),
    [
        (NothingToSay, State.SKIPPED, "nothing_to_say"),
        (ZeroDivisionError, State.DUE, "unready"),
    ],
)
def test_what_cannot_be_written_is_not_sent_and_stops_no_other(
    put, monkeypatch, error, state, reason
):
    def fail(message):
        raise error

    monkeypatch.setitem(rendering._renderers, "broken", fail)
    broken, fine = put(kind="broken"), put()
    sending.send_due(limit=10)
    broken.refresh_from_db()
    assert (broken.state, broken.reason) == (state, reason)
    assert [m.subject for m in mail.outbox] == [fine.about]


def test_a_kind_that_nothing_renders_is_tried_again_and_not_lost(put):
    message = put(kind="of a later version")
    sending.send_due(limit=10)
    message.refresh_from_db()
    assert (message.state, message.reason) == (State.DUE, "unready")


@pytest.mark.parametrize(
    ("outcome", "message_class", "state"),
    [
        (Outcome.REFUSED, MessageClass.ORDER, State.FAILED),
        (Outcome.NO_MAILBOX, MessageClass.ORDER, State.FAILED),
        (Outcome.NOT_SENT, MessageClass.SERVICE, State.DUE),
        (Outcome.UNCLEAR, MessageClass.SERVICE, State.UNKNOWN),
        (Outcome.UNCLEAR, MessageClass.ORDER, State.DUE),
        (Outcome.UNREACHABLE, MessageClass.SERVICE, State.DUE),
    ],
)
def test_the_state_follows_the_outcome(put, monkeypatch, outcome, message_class, state):
    message = put(message_class)
    monkeypatch.setattr(Transport, "send", lambda *_: outcome)
    sending.send_due(limit=10)
    message.refresh_from_db()
    assert message.state == state


def test_an_address_that_does_not_exist_is_not_written_to_again(put, monkeypatch):
    refused, service = put(MessageClass.ORDER), put(due_at=NOON + timedelta(hours=1))
    monkeypatch.setattr(Transport, "send", lambda *_: Outcome.NO_MAILBOX)
    sending.send_due(limit=10)
    found = Suppression.objects.values_list("person", "reason", "source").get()
    assert found == (refused.person_id, "bounced", "mail server")
    service.refresh_from_db()
    assert (service.state, service.reason) == (State.SKIPPED, "suppressed")


def test_send_due_stops_at_a_server_that_cannot_be_reached(put, monkeypatch):
    for _ in range(3):
        put()
    monkeypatch.setattr(Transport, "send", lambda *_: Outcome.UNREACHABLE)
    assert sending.send_due(limit=10).total() == 1
    assert Message.objects.filter(attempts=0).count() == 2


def test_only_the_last_record_of_a_handful_may_be_lost(put):
    """It shares its statement with nothing; with the others the next message is handed over."""
    for _ in range(3):
        put(MessageClass.ORDER)
    with CaptureQueriesContext(connection) as seen:
        sending.send_due(limit=3)
    lazy = [n for n, q in enumerate(seen) if "synchronous_commit" in q["sql"]]
    handed = [n for n, q in enumerate(seen) if "handed_at = CASE" in q["sql"]]
    assert len(handed) == 3
    assert len(lazy) == (connection.vendor == "postgresql")
    assert all(n > handed[-1] for n in lazy)


def test_an_error_puts_the_rest_back_and_loses_no_record(put, monkeypatch):
    messages = [put() for _ in range(4)]
    outcomes = iter([Outcome.SENT, Outcome.SENT])
    monkeypatch.setattr(Transport, "send", lambda *_: next(outcomes))
    with pytest.raises(RuntimeError):  # a generator's StopIteration
        sending.send_due(limit=10)
    for message in messages:
        message.refresh_from_db()
    assert [each.state for each in messages] == [State.SENT, State.SENT, State.SENDING, State.DUE]
    assert [each.attempts for each in messages] == [1, 1, 1, 0]


def test_when_the_gates_answer_is_old_it_is_asked_again(put, monkeypatch):
    for _ in range(3):
        put()
    claims = []
    monkeypatch.setattr(sending, "FRESH_SECONDS", 0)
    monkeypatch.setattr(sending, "claim", lambda **how: claims.append(how) or claim(**how))
    assert sending.send_due(limit=3) == {Outcome.SENT: 3}
    assert [how["limit"] for how in claims] == [3, 2, 1]


def test_a_sender_that_stood_still_asks_the_gate_again(put, clock, monkeypatch):
    """A process or its machine may be stopped after the claim, and what it knows is old then."""
    message, turns = put(), []

    def stands_still_once(message):
        if not turns:
            clock.shift(ITS_TURN)
            Suppression.objects.create(person=message.person, reason="bounced")
        turns.append(message.pk)
        return rendering.Mail("subject", "text", "<p>html</p>")

    monkeypatch.setitem(rendering._renderers, "test", stands_still_once)
    assert sending.send_due(limit=10) == {Outcome.NOT_SENT: 1}
    message.refresh_from_db()
    assert (message.state, message.reason, mail.outbox) == (State.SKIPPED, "suppressed", [])
    assert turns == [message.pk]


def test_a_slow_server_sets_the_pace(put, monkeypatch):
    """What would only be put back is not claimed: it would fill the ledger with *put off*."""
    for _ in range(6):
        put()
    claims = []
    monkeypatch.setattr(sending, "FRESH_SECONDS", 0)
    monkeypatch.setattr(sending, "claim", lambda **how: claims.append(how) or claim(**how))
    assert sending.send_due(limit=100) == {Outcome.SENT: 6}
    assert [how["limit"] for how in claims] == [sending.HANDFUL, 2, 2, 2, 2, 2, 2]


def test_the_task_asks_for_another_batch_while_there_is_more(put, monkeypatch):
    woken = []
    monkeypatch.setattr(tasks.outbox, "wake_sender", lambda: woken.append(1))
    monkeypatch.setattr(tasks, "BATCH", 2)
    for _ in range(3):
        put()
    tasks.send_due_messages()
    assert woken == [1]
    tasks.send_due_messages()
    assert woken == [1]
    assert len(mail.outbox) == 3


def test_the_command_sends_one_batch(put, capsys):
    for _ in range(3):
        put()
    call_command("send_due", "--once", "--limit", "2")
    assert capsys.readouterr().out == "2 sent\n"
    call_command("send_due", "--once")
    call_command("send_due", "--once")
    assert capsys.readouterr().out == "1 sent\nnothing due\n"


@pytest.mark.parametrize("limit", ["0", "-1", "x"])
def test_the_command_refuses_a_limit_that_is_none(limit):
    with pytest.raises(CommandError, match="not a number of messages"):
        call_command("send_due", "--once", "--limit", limit)


def test_queries_of_one_message(put, django_assert_num_queries):
    """Claim with the gate, hand over, record. The bound for speed (design.md)."""
    put(MessageClass.ORDER)
    is_postgresql = connection.vendor == "postgresql"
    with django_assert_num_queries(7 + is_postgresql):
        sending.send_due(limit=1)
    for _ in range(10):
        put(MessageClass.ORDER)
    with django_assert_num_queries(7 + is_postgresql + 9):  # record one and hand over the next
        sending.send_due(limit=10)
