"""Against a real SMTP server on this machine, which answers as each test tells it to."""

import socket
from smtplib import SMTP

import pytest
from anymail.exceptions import AnymailAPIError, AnymailRecipientsRefused
from django.core.mail import EmailMessage

from shop.core.messaging import transport
from shop.core.messaging.transport import Outcome, Transport, _outcome_of
from tests.smtp import Postman, running

pytestmark = pytest.mark.enable_socket


@pytest.fixture
def postman(settings):
    with running(Postman()) as postman:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", postman.port
        settings.EMAIL_TIMEOUT = 5
        yield postman


def mail(**kwargs):
    return EmailMessage("Hello", "text", to=["jane@example.com"], **kwargs)


def test_a_batch_goes_over_one_connection(postman):
    with Transport() as transport:
        assert [transport.send(mail()) for _ in range(5)] == [Outcome.SENT] * 5
    assert postman.seen.total() == 5
    assert len(postman.sessions) == 1


@pytest.mark.parametrize(
    ("command", "reply", "outcome"),
    [
        ("RCPT", "550 no such user", Outcome.REFUSED),
        ("RCPT", "550 5.1.1 <jane@example.com>: no such user", Outcome.NO_MAILBOX),
        ("RCPT", "550 5.1.10 the domain takes no mail", Outcome.NO_MAILBOX),
        ("RCPT", "553 5.1.8 your own address is wrong", Outcome.REFUSED),
        ("RCPT", "550 5.7.1 relaying denied, not 5.1.1", Outcome.REFUSED),
        ("RCPT", "552 5.2.2 mailbox full", Outcome.REFUSED),
        ("RCPT", "451 5.1.1 says who", Outcome.NOT_SENT),
        ("RCPT", "451 try later", Outcome.NOT_SENT),
        ("MAIL", "530 sign in first", Outcome.UNREACHABLE),
        ("MAIL", "550 who are you", Outcome.UNREACHABLE),
        ("MAIL", "552 too large", Outcome.REFUSED),
        ("MAIL", "421 too busy", Outcome.NOT_SENT),
        ("DATA", "554 looks like spam", Outcome.REFUSED),
        ("DATA", "452 disk full", Outcome.NOT_SENT),
        ("DATA", "hang up", Outcome.UNCLEAR),
    ],
)
def test_the_outcome_follows_the_reply(postman, command, reply, outcome):
    with Transport() as transport:
        postman.answer = {command: reply}
        assert transport.send(mail()) is outcome
        postman.answer = {}
        assert transport.send(mail()) is Outcome.SENT
    assert postman.seen.total() == 1


def test_a_server_that_is_not_there_is_unreachable(postman):
    postman.stop()
    with Transport() as transport:
        assert transport.send(mail()) is Outcome.UNREACHABLE


def test_a_connection_that_died_between_two_mails_is_opened_anew(postman):
    with Transport() as transport:
        assert transport.send(mail()) is Outcome.SENT
        transport._connection.connection.sock.shutdown(socket.SHUT_RDWR)
        assert transport.send(mail()) is Outcome.SENT
    assert len(postman.sessions) == 2


def test_a_header_with_a_line_break_is_refused(postman):
    with Transport() as transport:
        assert transport.send(mail(headers={"X-Test": "a\nb"})) is Outcome.REFUSED
    assert not postman.seen


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (AnymailRecipientsRefused(), Outcome.REFUSED),
        (AnymailAPIError(status_code=422), Outcome.REFUSED),
        (AnymailAPIError(status_code=401), Outcome.UNREACHABLE),
        (AnymailAPIError(status_code=402), Outcome.UNREACHABLE),
        (AnymailAPIError(status_code=403), Outcome.UNREACHABLE),
        (AnymailAPIError(status_code=429), Outcome.UNREACHABLE),
        (AnymailAPIError(status_code=503), Outcome.UNCLEAR),
        (AnymailAPIError(), Outcome.UNCLEAR),
        (TimeoutError(), Outcome.UNCLEAR),
        (RuntimeError(), Outcome.UNCLEAR),
    ],
)
def test_the_outcome_of_a_provider(error, outcome):
    assert _outcome_of(error) is outcome


def test_a_connection_is_asked_whether_it_lives_only_after_a_pause(postman, monkeypatch):
    asked = []
    monkeypatch.setattr(SMTP, "noop", lambda _self: asked.append(1) or (250, b"OK"))
    with Transport() as batch:
        assert [batch.send(mail()), batch.send(mail())] == [Outcome.SENT] * 2
        assert asked == []
        monkeypatch.setattr(transport, "_FRESH_SECONDS", 0)
        assert batch.send(mail()) is Outcome.SENT
        assert asked == [1]
