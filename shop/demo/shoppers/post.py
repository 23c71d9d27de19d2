"""Brings the shop's mails to the made-up shoppers, and those of the last days to the mailbox.

Mails to anybody else go where they always go: a shop that is really used may be told a past, too.
"""

from collections.abc import Callable, Collection, Iterable
from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend

from shop.core import clock
from shop.demo.mailbox import store

Reader = Callable[[str, str], object]  # of an address and a text


class Post:
    """What is written while it delivers, every reader is handed; the newest are also kept."""

    def __init__(self, *, addresses: Collection[str], read: Reader, kept_from: datetime) -> None:
        self.addresses = addresses
        self.read = read
        self.usual = settings.EMAIL_BACKEND
        self.kept_from = kept_from
        self.kept: list[tuple[datetime, bytes]] = []
        self.delivered = 0

    def deliver(self, mail: EmailMessage) -> None:
        if not set(self.addresses).issuperset(mail.recipients()):
            get_connection(self.usual).send_messages([mail])
            return
        self.delivered += 1
        if clock.now() >= self.kept_from:
            self.kept.append((clock.now(), mail.message().as_bytes()))
        for address in mail.recipients():
            self.read(address, str(mail.body))

    def put_into_mailbox(self) -> None:
        """Write the kept ones; not before the past is told to its end, and cannot be undone."""
        for moment, content in self.kept:
            with clock.at(moment):
                store(content)


class PostBackend(BaseEmailBackend):
    """Django's mail backend while the past is told."""

    post: Post

    def send_messages(self, email_messages: Iterable[EmailMessage]) -> int:
        mails = list(email_messages)
        for mail in mails:
            self.post.deliver(mail)
        return len(mails)
