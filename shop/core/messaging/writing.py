"""Writes the messages of a handful: what its mails are about is read for all of them, then one by one."""

from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from types import TracebackType
from typing import Any, Self

import structlog
from django.core.mail import EmailMessage

from shop.core import clock
from shop.core.messaging import outbox
from shop.core.messaging.models import Channel, Message
from shop.core.messaging.reasons import Reason
from shop.core.messaging.rendering import NothingToSay, read, render
from shop.core.messaging.sms.writing import Text, write

log = structlog.get_logger(__name__)


class Writer:
    """Writes mails, the next one while the mail server answers about the last."""

    def __init__(self, messages: Sequence[Message]) -> None:
        self._known = _read(messages)
        self._ahead: dict[int, Future[EmailMessage]] = {}
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="writer")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._pool.shutdown(cancel_futures=True)

    def begin(self, message: Message) -> None:
        """Write it in another thread, if all it needs is read: that thread must not ask the database."""
        if message.pk in self._known:
            run = copy_context().run
            self._ahead[message.pk] = self._pool.submit(run, render, message, self._known)

    def written(self, message: Message) -> EmailMessage | Text | None:
        """Return the mail or the text; None when there is nothing to send, which is written down."""
        begun = self._ahead.pop(message.pk, None)
        try:
            return begun.result() if begun else self._write(message)
        except NothingToSay:
            outbox.record_skipped(message, reason=Reason.NOTHING_TO_SAY)
        except Exception:
            log.exception("mail_not_rendered", message=message.pk, kind=message.kind)
            outbox.record_not_sent(message, reason=Reason.UNREADY, at=clock.now())
        return None

    def _write(self, message: Message) -> EmailMessage | Text:
        return write(message) if message.channel == Channel.SMS else render(message, self._known)


def _read(messages: Sequence[Message]) -> Mapping[int, Any]:
    """Read what all mails are about; if that fails, each is read by itself, and the others are written."""
    try:
        return read([message for message in messages if message.channel == Channel.EMAIL])
    except Exception:
        log.exception("mails_not_read", messages=[message.pk for message in messages])
        return {}
