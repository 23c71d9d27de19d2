"""The demo's mailbox: every mail and SMS that the shop writes becomes a file, and a page shows it.

Nothing leaves the machine, so anybody may try the shop with any address.
"""

import re
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage as ParsedMessage
from functools import cached_property
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from shop.core import clock

_ID = re.compile(r"\d{8}T\d{12}-[0-9a-f]{8}")
SMS = "X-SMS"  # the header of what is no mail
_MOMENT = "%Y%m%dT%H%M%S%f"


class NoSuchMail(LookupError):
    """There is no mail of this id; perhaps it is not an id at all."""


@dataclass(frozen=True)
class Mail:
    """One mail in the box. Its file is read only when something in it is asked for."""

    path: Path

    @property
    def id(self) -> str:
        return self.path.stem

    @property
    def sent_at(self) -> datetime:
        return datetime.strptime(self.id.partition("-")[0], _MOMENT).replace(tzinfo=UTC)

    @property
    def to(self) -> str:
        return str(self._message["To"] or "")

    @property
    def subject(self) -> str:
        return str(self._message["Subject"] or "").strip()  # a folded one begins with a space

    @property
    def is_sms(self) -> bool:
        return SMS in self._message

    @property
    def headers(self) -> dict[str, str]:
        return {name: str(value) for name, value in self._message.items()}

    @property
    def text(self) -> str:
        return self._body("plain")

    @property
    def html(self) -> str:
        return self._body("html")

    @cached_property
    def _message(self) -> ParsedMessage:
        return message_from_bytes(self.path.read_bytes(), policy=policy.default)

    def _body(self, kind: str) -> str:
        part = self._message.get_body((kind,))
        return str(part.get_content()) if part else ""


class MailboxBackend(BaseEmailBackend):
    """Django's mail backend that puts messages into the mailbox."""

    def send_messages(self, email_messages: Iterable[EmailMessage]) -> int:
        """Store the messages that have a recipient and return how many these are."""
        stored = 0
        for message in email_messages:
            if message.recipients():
                try:
                    store(message.message().as_bytes())
                except OSError:
                    if not self.fail_silently:
                        raise
                else:
                    stored += 1
        return stored


def store(content: bytes) -> Mail:
    """Write one mail. Whoever lists the box sees all of it or nothing."""
    folder = _folder()
    folder.mkdir(parents=True, exist_ok=True)
    mail_id = f"{clock.now():{_MOMENT}}-{secrets.token_hex(4)}"
    draft = folder / f".{mail_id}.draft"
    draft.write_bytes(content)
    return Mail(draft.replace(folder / f"{mail_id}.eml"))


def all_mails() -> Sequence[Mail]:
    """Return what is in the box, the newest first."""
    mails = (path for path in _folder().glob("*.eml") if _ID.fullmatch(path.stem))
    return [Mail(path) for path in sorted(mails, reverse=True)]


def mail_of(mail_id: str) -> Mail:
    """Return the mail called ``mail_id``, or raise NoSuchMail.

    Only what has the shape of an id becomes part of a path.
    """
    path = _folder() / f"{mail_id}.eml"
    if not _ID.fullmatch(mail_id) or not path.is_file():
        raise NoSuchMail
    return Mail(path)


def _folder() -> Path:
    # Where mails go elsewhere, SMS alone end up here.
    return Path(getattr(settings, "EMAIL_FILE_PATH", settings.VAR_DIR / "mailbox"))
