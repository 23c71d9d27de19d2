"""From a row of the outbox to a mail: each kind of message has one renderer.

It is called at the moment of sending and reads the facts of that moment (pitfall R14).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import css_inline
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils.translation import override

from shop.core.messaging.models import Message


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


Renderer = Callable[[Message], Mail]
_renderers: dict[str, Renderer] = {}
_inliner = css_inline.CSSInliner(load_remote_stylesheets=False, keep_at_rules=True)


def renders(kind: str) -> Callable[[Renderer], Renderer]:
    """Register the function that writes messages of ``kind``; it may raise NothingToSay."""

    def register(renderer: Renderer) -> Renderer:
        _renderers[kind] = renderer
        return renderer

    return register


def render(message: Message) -> EmailMultiAlternatives:
    """Return the mail that ``message`` stands for, in its language, ready for a transport.

    Its Message-ID is the same at each attempt, so that a mail program can drop a second copy.
    Raises KeyError for a kind that nothing renders.
    """
    renderer = _renderers[message.kind]
    with override(message.language):
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
    on the reader's screen stays in the head.
    """
    values = {"shop_name": settings.SHOP_NAME, "base_url": settings.BASE_URL, **context}
    subject, text, html = (
        render_to_string(f"mails/{folder}/{part}", values)
        for part in ("subject.txt", "body.txt", "body.html")
    )
    return Mail(
        subject=" ".join(subject.split()), text=text.strip() + "\n", html=_inliner.inline(html)
    )
