"""Reminders over a server of their own, against two real ones on this machine (docs/deliverability.md)."""

import pytest

from shop.core.messaging import claiming, sending, streams
from shop.core.messaging.classes import MessageClass
from shop.core.messaging.models import Message, Purpose, State
from shop.core.messaging.permissions import record_consent
from shop.core.messaging.streams import REST_SECONDS, Streams
from shop.core.messaging.transport import Outcome
from tests.conftest import NOON
from tests.smtp import Postman, free_port, running

pytestmark = pytest.mark.enable_socket
SMTP = "django.core.mail.backends.smtp.EmailBackend"


@pytest.fixture(autouse=True)
def _nothing_rests(monkeypatch):
    monkeypatch.setattr(streams, "_rests_until", {})


@pytest.fixture
def usual(settings):
    """The server of all mails."""
    with running(Postman()) as postman:
        settings.EMAIL_BACKEND, settings.EMAIL_TIMEOUT = SMTP, 5
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", postman.port
        yield postman


@pytest.fixture
def apart(settings, usual):
    """The server of reminders."""
    with running(Postman()) as postman:
        _remind_by(settings, postman.port)
        yield postman


def _remind_by(settings, port):
    settings.REMINDER_TRANSPORT = {"backend": SMTP, "host": "127.0.0.1", "port": port}


@pytest.fixture
def put_each(put):
    """Put an order mail and a reminder to each of three people into the outbox."""

    def put_each():
        orders = [put(MessageClass.ORDER) for _ in range(3)]
        reminders = [put(MessageClass.REMINDER, recipient=f"{n}@example.com") for n in range(3)]
        seen = {"text_version": "1", "language": "fr", "source": "test"}
        for each in reminders:
            record_consent(person=each.person, purpose=Purpose.REMINDERS, is_given=True, **seen)
        return orders, reminders

    return put_each


def subjects(messages):
    return {each.about: 1 for each in messages}


def stand(messages):
    pks = [each.pk for each in messages]
    rows = Message.objects.filter(pk__in=pks).order_by("pk")
    return list(rows.values_list("state", "reason", "attempts"))


DUE_AGAIN, UNTRIED = (State.DUE, "unreachable", 1), (State.DUE, "released", 0)
SENT = (State.SENT, "", 1)


def test_each_class_goes_over_its_server(apart, usual, put_each):
    orders, reminders = put_each()
    assert sending.send_due(limit=10) == {Outcome.SENT: 6}
    assert usual.seen == subjects(orders)
    assert apart.seen == subjects(reminders)
    assert (len(usual.sessions), len(apart.sessions)) == (1, 1)


def test_without_a_server_of_their_own_all_go_over_one_connection(usual, put_each):
    put_each()
    assert sending.send_due(limit=10) == {Outcome.SENT: 6}
    assert (usual.seen.total(), len(usual.sessions)) == (6, 1)


def test_a_dead_server_of_reminders_stops_no_order_mail(usual, settings, put_each):
    _remind_by(settings, free_port())
    orders, reminders = put_each()
    assert sending.send_due(limit=10) == {Outcome.SENT: 3, Outcome.UNREACHABLE: 1}
    assert usual.seen == subjects(orders)
    assert stand(orders) == [SENT] * 3
    assert sorted(stand(reminders)) == sorted([DUE_AGAIN, UNTRIED, UNTRIED])


def test_a_dead_server_of_orders_stops_no_reminder(apart, usual, put_each):
    usual.stop()
    orders, reminders = put_each()
    assert sending.send_due(limit=10) == {Outcome.UNREACHABLE: 1, Outcome.SENT: 3}
    assert apart.seen == subjects(reminders)
    assert sorted(stand(orders)) == sorted([DUE_AGAIN, UNTRIED, UNTRIED])


def test_a_dead_server_rests_and_then_every_reminder_goes_once(
    usual, settings, put_each, clock, monkeypatch
):
    _remind_by(settings, free_port())
    _orders, reminders = put_each()
    sending.send_due(limit=10)
    clock.shift(70)
    with running(Postman()) as alive:
        _remind_by(settings, alive.port)
        assert sending.send_due(limit=10) == {}  # it is not asked again within the minute
        at = streams.time.monotonic()
        monkeypatch.setattr(streams.time, "monotonic", lambda: at + REST_SECONDS)
        assert sending.send_due(limit=10) == {Outcome.SENT: 3}
        assert alive.seen == subjects(reminders)
    assert sorted(attempts for _state, _reason, attempts in stand(reminders)) == [1, 1, 2]


def test_the_server_of_all_mails_never_rests(usual, put_each):
    usual.stop()
    put_each()
    assert sending.send_due(limit=10) == {Outcome.UNREACHABLE: 1}
    with Streams() as again:
        assert again.shut == set()


def test_what_is_shut_is_not_even_looked_at(put_each):
    """Many reminders that wait for their server must not cost order mails a walk past them."""
    put_each()
    due = claiming._due(NOON, {MessageClass.REMINDER})
    assert {each.message_class for each in due} == {MessageClass.ORDER}
    assert '"priority" IN (0, 1)' in str(due.query)
