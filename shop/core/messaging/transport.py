"""Hands mails to the mail server over one connection, and says truly what became of each.

What matters is the difference between *surely not sent* and *nobody knows*: a mail of the
at-most-once classes may be tried again only after the first (brief R7).
"""

import re
import select
import socket
import time
from contextlib import suppress
from enum import Enum
from http import HTTPStatus
from smtplib import (
    SMTP,
    SMTPException,
    SMTPRecipientsRefused,
    SMTPResponseException,
    SMTPSenderRefused,
)
from types import TracebackType
from typing import Any, Self

import structlog
from anymail.exceptions import AnymailAPIError, AnymailRecipientsRefused
from django.core.mail import EmailMessage, get_connection

from shop.core.messaging.wire import on_the_wire, recipients, sender

log = structlog.get_logger(__name__)

_SMTP_OK = 250  # RFC 5321, 4.2.3
_TOO_LARGE = 552  # RFC 1870, 6.1: said of this mail
# RFC 3463 and 7505: no such mailbox, no such host, no such form, moved, host takes no mail. The
# others of 5.1 are about the sender, or say nothing.
_NO_MAILBOX = re.compile(rb"5\.1\.(1|2|3|6|10)\b")
# About the shop's own account (its key, its bill) or its pace, not about the mail.
_HTTP_LATER = frozenset(
    {
        HTTPStatus.UNAUTHORIZED,
        HTTPStatus.PAYMENT_REQUIRED,
        HTTPStatus.FORBIDDEN,
        HTTPStatus.TOO_MANY_REQUESTS,
    }
)
_FRESH_SECONDS = 1.0  # a connection used within this time is not asked whether it lives


class Outcome(Enum):
    SENT = "sent"
    REFUSED = "refused"  # for good
    NO_MAILBOX = "no mailbox"  # likewise, and so would be any other mail to this address
    NOT_SENT = "not sent"  # may be tried again
    UNREACHABLE = "unreachable"  # likewise, and no other mail would fare better now
    UNCLEAR = "unclear"


class Transport:
    """One connection of the configured mail backend, opened when first needed, kept for a batch.

    ``apart``: what another server than that of ``EMAIL_URL`` is called and asks for, as ``get_connection``
    takes it.
    """

    def __init__(self, **apart: Any) -> None:
        self._connection: Any = get_connection(**apart)
        self._is_open = False
        self._used_at = 0.0  # on the monotonic clock

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._close()

    def send(self, mail: EmailMessage) -> Outcome:
        """Try to hand over one mail to one recipient. Never raises for what a server may do."""
        try:
            self._open()
        except (OSError, SMTPException) as error:
            log.warning("mail_server_unreachable", error=type(error).__name__)
            self._close()
            return Outcome.UNREACHABLE
        try:
            self._hand_over(mail)
        except Exception as error:  # noqa: BLE001 - classified below; what is unknown is unclear
            outcome = _outcome_of(error)
            log.warning("mail_not_sent", outcome=outcome.value, error=type(error).__name__)
            self._close()
            return outcome
        self._used_at = time.monotonic()
        return Outcome.SENT

    def _hand_over(self, mail: EmailMessage) -> None:
        smtp = getattr(self._connection, "connection", None)
        if isinstance(smtp, SMTP):
            smtp.sendmail(sender(mail), recipients(mail), on_the_wire(mail))
        else:
            self._connection.send_messages([mail])

    def _open(self) -> None:
        """Make sure that the connection lives, so that a dead one is found before a mail is on it."""
        if self._is_open and not self._is_alive():
            self._close()
        if not self._is_open:
            self._connection.open()
            self._is_open = True

    def _is_alive(self) -> bool:
        smtp = getattr(self._connection, "connection", None)
        if not isinstance(smtp, SMTP):
            return True
        is_fresh = time.monotonic() - self._used_at < _FRESH_SECONDS
        if is_fresh and smtp.sock and not _has_spoken(smtp.sock):
            return True  # without waiting for an answer before each mail
        try:
            return smtp.noop()[0] == _SMTP_OK
        except (OSError, SMTPException):
            return False

    def _close(self) -> None:
        self._is_open = False
        with suppress(OSError, SMTPException):  # it may be gone, which is what was wanted
            self._connection.close()


def _has_spoken(connection: socket.socket) -> bool:
    """Tell whether the server wrote unasked, as it does when it hangs up or says goodbye (421)."""
    poll = select.poll()
    poll.register(connection, select.POLLIN)
    return bool(poll.poll(0))


def _outcome_of(error: Exception) -> Outcome:
    match error:
        case SMTPRecipientsRefused():
            return _of_recipient(*max(error.recipients.values(), default=(0, b"")))
        case SMTPSenderRefused() if error.smtp_code // 100 == 5 and error.smtp_code != _TOO_LARGE:  # noqa: PLR2004
            return Outcome.UNREACHABLE  # about the shop, whatever the mail: a password, a domain
        case SMTPResponseException():
            return _of_reply(error.smtp_code)
        case AnymailRecipientsRefused() | ValueError():  # a header or an address that cannot be
            return Outcome.REFUSED
        case AnymailAPIError():
            return _of_http_status(error.status_code)
    return Outcome.UNCLEAR  # the connection broke, or nobody knows what happened


def _of_recipient(code: int, text: bytes) -> Outcome:
    is_final = _of_reply(code) is Outcome.REFUSED
    return Outcome.NO_MAILBOX if is_final and _NO_MAILBOX.match(text) else _of_reply(code)


def _of_reply(code: int) -> Outcome:
    """RFC 5321, 4.2.1: 4yz asks to try later, 5yz is final; both mean that nothing was accepted."""
    return Outcome.REFUSED if code // 100 == 5 else Outcome.NOT_SENT  # noqa: PLR2004


def _of_http_status(status: int | None) -> Outcome:
    """RFC 9110, 15: a 4xx is final unless it is about the shop; of a 5xx nobody knows."""
    if status in _HTTP_LATER:
        return Outcome.UNREACHABLE
    return Outcome.REFUSED if status and status // 100 == 4 else Outcome.UNCLEAR  # noqa: PLR2004
