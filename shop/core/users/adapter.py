"""Where allauth meets the shop: its mails go through the one outbox like all others."""

import uuid
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.utils.translation import get_language

from shop.core.messaging.classes import MessageClass
from shop.core.messaging.outbox import enqueue


class AccountAdapter(DefaultAccountAdapter):
    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Put the account mail called ``template_prefix`` into the outbox.

        Of the context only *who* is kept: links with a secret in them are made when the mail is
        sent (``shop.core.users.mails``), so that none ever stands in the database.
        """
        user = context.get("user")
        enqueue(
            kind=template_prefix.replace("account/email/", "account."),
            about=f"request:{uuid.uuid4()}",
            message_class=MessageClass.SERVICE,
            recipient=email,
            language=get_language() or "",
            facts={"user": user.pk if user else None},
        )

    def is_reauthentication_required(self, app: str = "") -> bool:
        """Ask for the password again before what is kept is shown or erased (P5)."""
        return app == "privacy"
