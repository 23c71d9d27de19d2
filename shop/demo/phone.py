"""The demo's phone: what would go by SMS lies in the mailbox instead, beside the mails.

A service of apprise like any other, ``phone://+33…``, so that all before it is what a shop really does.
"""

from email.message import EmailMessage
from typing import Any
from urllib.parse import unquote

from apprise.decorators import notify

from shop.demo.mailbox import SMS, store

SCHEMA = "phone"


@notify(on=SCHEMA, name="Phone of the demo")  # type: ignore[no-untyped-call,untyped-decorator]
def ring(
    body: str, _title: str, _kind: str, *_args: Any, meta: dict[str, Any], **_more: Any
) -> bool:
    """Put a text into the mailbox."""
    text = EmailMessage()
    text["To"] = unquote(str(meta["host"]))
    text["Subject"] = "SMS"
    text[SMS] = "yes"
    text.set_content(body)
    store(text.as_bytes())
    return True
