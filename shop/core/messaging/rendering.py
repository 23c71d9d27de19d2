"""From a row of the outbox to a mail: each kind of message has one renderer.

It is called at the moment of sending and reads the facts of that moment (pitfall R14).
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar
from urllib.parse import urlsplit

import css_inline
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.utils.translation import override

from shop.core.messaging.models import Message
from shop.core.messaging.templates import written


@dataclass(frozen=True)
class Mail:
    """What a renderer returns. ``sender`` is ``Name <address>``; empty: the shop itself."""

    subject: str
    text: str
    html: str
    headers: Mapping[str, str] = field(default_factory=dict)
    sender: str = ""


class NothingToSay(Exception):
    """What the message was to be about is gone; it is not sent."""


Renders = TypeVar("Renders", bound=Callable[..., Mail])
Reader = Callable[[Sequence[Message]], Mapping[int, Any]]
_renderers: dict[str, Callable[..., Mail]] = {}
_readers: dict[str, Reader] = {}
_readers_of_any_language: set[str] = set()  # kinds
_inliner = css_inline.CSSInliner(load_remote_stylesheets=False, keep_at_rules=True)


def renders(kind: str) -> Callable[[Renders], Renders]:
    """Register the function that writes messages of ``kind``; it may raise NothingToSay."""

    def register(renderer: Renders) -> Renders:
        _renderers[kind] = renderer
        return renderer

    return register


def reads_for(kind: str, *, in_any_language: bool = False) -> Callable[[Reader], Reader]:
    """Register the function that reads what messages of ``kind`` are about, for all of them at once.

    It returns that by the messages' keys. The renderer of such a kind is called with the message
    and with what was read; a message of which nothing was read has nothing to say. The reader is
    called for those of one language, which is the active one; ``in_any_language``: once for all, and
    takes them ``by_language`` itself where it reads words.
    """

    def register(reader: Reader) -> Reader:
        _readers[kind] = reader
        if in_any_language:
            _readers_of_any_language.add(kind)
        return reader

    return register


def read(messages: Iterable[Message]) -> dict[int, Any]:
    """Read what ``messages`` are about, each in its language, by their keys."""
    alike = defaultdict(list)
    for message in messages:
        alike[message.kind].append(message)
    found: dict[int, Any] = {}
    for kind, some in alike.items():
        if kind in _readers_of_any_language:
            found.update(_readers[kind](some))
        elif kind in _readers:
            for language, of_one in by_language(some).items():
                with override(language):
                    found.update(_readers[kind](of_one))
    return found


def by_language(messages: Iterable[Message]) -> Mapping[str, Sequence[Message]]:
    """Return ``messages`` by the language in which each is written."""
    found = defaultdict(list)
    for message in messages:
        found[message.language].append(message)
    return found


def render(message: Message, known: Mapping[int, Any] | None = None) -> EmailMultiAlternatives:
    """Return the mail that ``message`` stands for, in its language, ready for a transport.

    ``known`` is what ``read`` has just returned, if anybody has asked. The Message-ID is the same at
    each attempt, so that a mail program can drop a second copy. Raises NothingToSay, and KeyError
    for a kind that nothing renders.
    """
    renderer = _renderers[message.kind]
    with override(message.language):
        if message.kind in _readers:
            facts = (known or read([message])).get(message.pk)
            if facts is None:
                raise NothingToSay
            mail = renderer(message, facts)
        else:
            mail = renderer(message)
    multipart = EmailMultiAlternatives(
        subject=mail.subject,
        body=mail.text,
        from_email=mail.sender or None,
        to=[message.recipient],
        headers={
            "Message-ID": f"<{message.ref}@{urlsplit(settings.BASE_URL).hostname}>",
            "Auto-Submitted": "auto-generated",  # RFC 3834: no holiday notes in return
            **mail.headers,
        },
    )
    multipart.attach_alternative(mail.html, "text/html")
    return multipart


def mail_from_templates(folder: str, context: Mapping[str, object]) -> Mail:
    """Return the mail made of ``subject.txt``, ``body.txt`` and ``body.html`` in ``mails/<folder>``.

    The styles are put into the elements, where every mail program finds them; only what depends
    on the reader's screen stays in the head. Each says at its end whose mail it is (directive
    2000/31/EC, articles 5 and 6).
    """
    seller = ", ".join([settings.SELLER["name"], *settings.SELLER["address"]])
    own = {"shop_name": settings.SHOP_NAME, "base_url": settings.BASE_URL, "seller": seller}
    values = {**own, **context}
    values["subject"] = " ".join(written(f"mails/{folder}/subject.txt", values).split())
    text, html = (written(f"mails/{folder}/{part}", values) for part in ("body.txt", "body.html"))
    return Mail(
        subject=str(values["subject"]),
        text=f"{text.strip()}\n\n{seller}\n",
        html=_inliner.inline(html),
    )
