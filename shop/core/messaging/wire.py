"""A mail as SMTP takes it, in a third of the time that Django and the standard library need.

Building it is the dearest step of sending. A mail of the shop always has the same shape, a text and the
same in HTML for one reader, so its few lines are written here; any other mail Django builds.
"""

import re
from collections.abc import Iterator
from email.utils import formatdate
from functools import lru_cache
from secrets import token_hex
from typing import Any, TypeGuard

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.message import forbid_multi_line_headers, sanitize_address

LONGEST_LINE, BEST_LINE = 998, 76  # bytes, RFC 5322 2.1.1; RFC 2047 2
_ENCODING = "utf-8"
_PART = (
    'Content-Type: text/{kind}; charset="utf-8"\r\nMIME-Version: 1.0\r\n'
    "Content-Transfer-Encoding: {encoding}\r\n\r\n{text}"
)

# What stands in most mails alike is encoded once.
_REPEATED = frozenset({"Subject", "From", "Reply-To"})
_encoded_once = lru_cache(maxsize=64)(forbid_multi_line_headers)
_sender = lru_cache(maxsize=64)(sanitize_address)
# Addresses that are the same once they were taken apart and put together again (RFC 5321, 4.1.2).
_AS_IT_IS = re.compile(
    r"[a-z0-9_+-]+(\.[a-z0-9_+-]+)*@[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})*", re.ASCII | re.IGNORECASE
)


def sender(mail: EmailMessage) -> str:
    """Return from whom ``mail`` comes, as SMTP takes it. Raises ValueError for what is no address."""
    return _sender(mail.from_email, _ENCODING)


def recipients(mail: EmailMessage) -> list[str]:
    """Return to whom it goes, in the same way."""
    return [
        each if _AS_IT_IS.fullmatch(each) else sanitize_address(each, _ENCODING)
        for each in mail.recipients()
    ]


def on_the_wire(mail: EmailMessage) -> bytes:
    """Return ``mail`` with all its headers and CRLF at the ends of lines (RFC 5322, 2045, 2046).

    Raises ValueError, as Django does, for a header that would become two.
    """
    parts = _parts(mail) if _has_our_shape(mail) else None
    if parts is None:
        message: Any = mail.message()  # Django's, which takes a linesep
        return bytes(message.as_bytes(linesep="\r\n"))
    boundary = f"={token_hex(16)}="
    text = "".join(f"{name}:{value}\r\n" for name, value in _headers(mail, boundary))
    text += "".join(f"\r\n--{boundary}\r\n{part}" for part in parts)
    return f"{text}\r\n--{boundary}--\r\n".encode()


def _has_our_shape(mail: EmailMessage) -> TypeGuard[EmailMultiAlternatives]:
    return (
        isinstance(mail, EmailMultiAlternatives)
        and [each[1] for each in mail.alternatives] == ["text/html"]
        and len(mail.to) == 1
        and bool(mail.body)
        and not (mail.cc or mail.bcc or mail.reply_to or mail.attachments or mail.encoding)
        and "Message-ID" in mail.extra_headers
    )


def _headers(mail: EmailMessage, boundary: str) -> Iterator[tuple[str, str]]:
    yield "Content-Type", f' multipart/alternative; boundary="{boundary}"'
    yield "MIME-Version", " 1.0"
    told = {
        "Subject": mail.subject,
        "From": mail.from_email,
        "To": mail.to[0],
        "Date": formatdate(localtime=settings.EMAIL_USE_LOCALTIME),
        **mail.extra_headers,
    }
    for name, value in told.items():
        encode = _encoded_once if name in _REPEATED else forbid_multi_line_headers
        _name, encoded = encode(name, value, _ENCODING)
        lines = encoded.split("\n")  # folded, RFC 5322 2.2.3
        fits = len(name) + len(": ") + len(lines[0]) <= BEST_LINE
        yield name, (" " if fits else "\r\n ") + "\r\n".join(lines)


def _parts(mail: EmailMultiAlternatives) -> list[str] | None:
    """Return text and HTML as they are, in 7 or 8 bits; None where a line is too long for that."""
    parts = []
    for kind, text in (("plain", mail.body), ("html", str(mail.alternatives[0][0]))):
        lines = text.replace("\r\n", "\n").replace("\r", "\n")
        if max(map(len, lines.encode().split(b"\n"))) > LONGEST_LINE:
            return None
        encoding = "7bit" if text.isascii() else "8bit"
        parts.append(_PART.format(kind=kind, encoding=encoding, text=lines.replace("\n", "\r\n")))
    return parts
