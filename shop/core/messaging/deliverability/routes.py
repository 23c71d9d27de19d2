"""By which servers mails leave, and in whose name: what the settings say, in few words."""

import re
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from shop.core.messaging.classes import Stream
from shop.core.messaging.deliverability.domains import domain_of

# What a provider asks to be included in SPF. Some have their own name for bounces by now: then DKIM
# alone stands for the shop, which a judge says.
_INCLUDES = {
    "amazon_ses": "amazonses.com",
    "brevo": "spf.brevo.com",
    "fastmail": "spf.messagingengine.com",
    "gandi": "_mailcust.gandi.net",
    "google": "_spf.google.com",
    "infomaniak": "spf.infomaniak.ch",
    "mailersend": "_spf.mailersend.net",
    "mailgun": "mailgun.org",
    "mailjet": "spf.mailjet.com",
    "mandrill": "spf.mandrillapp.com",
    "microsoft": "spf.protection.outlook.com",
    "ovh": "mx.ovh.com",
    "postmark": "spf.mtasv.net",
    "resend": "amazonses.com",
    "sendgrid": "sendgrid.net",
    "sparkpost": "_spf.sparkpostmail.com",
}
_BY_HOST = {
    r"\.amazonaws\.com$": "amazon_ses",
    r"(^|\.)(brevo|sendinblue)\.com$": "brevo",
    r"(^|\.)(fastmail|messagingengine)\.com$": "fastmail",
    r"(^|\.)gandi\.net$": "gandi",
    r"(^|\.)(gmail|google)\.com$": "google",
    r"(^|\.)infomaniak\.(ch|com)$": "infomaniak",
    r"(^|\.)mailersend\.net$": "mailersend",
    r"(^|\.)mailgun\.org$": "mailgun",
    r"(^|\.)mailjet\.com$": "mailjet",
    r"(^|\.)mandrillapp\.com$": "mandrill",
    r"(^|\.)(office365|outlook)\.com$": "microsoft",
    r"(^|\.)ovh\.(net|ca)$": "ovh",
    r"(^|\.)(postmarkapp|mtasv)\.(com|net)$": "postmark",
    r"(^|\.)resend\.com$": "resend",
    r"(^|\.)sendgrid\.net$": "sendgrid",
    r"(^|\.)sparkpostmail\.com$": "sparkpost",
}


@dataclass(frozen=True)
class Route:
    """The way of a stream. ``provider`` is empty for a server of one's own; ``host`` where SMTP is spoken."""

    stream: str
    senders: tuple[str, ...]
    provider: str = ""
    host: str = ""
    is_encrypted: bool = True

    @property
    def include(self) -> str:
        return _INCLUDES.get(self.provider, "")

    @property
    def domains(self) -> list[str]:
        """The domains in whose name it writes, each once."""
        return list(dict.fromkeys(filter(None, map(domain_of, self.senders))))


def routes() -> list[Route]:
    """Return the ways of the settings: that of reminders by itself only where it is another one."""
    usual = _route(
        Stream.SHOP,
        (settings.DEFAULT_FROM_EMAIL, settings.CARE_EMAIL, settings.SERVER_EMAIL),
        {
            "backend": settings.EMAIL_BACKEND,
            "host": settings.EMAIL_HOST,
            "use_tls": settings.EMAIL_USE_TLS,
            "use_ssl": settings.EMAIL_USE_SSL,
        },
    )
    reminder = (settings.REMINDER_FROM_EMAIL,)
    if settings.REMINDER_TRANSPORT:
        return [usual, _route(Stream.REMINDERS, reminder, settings.REMINDER_TRANSPORT)]
    return [Route(usual.stream, usual.senders + reminder, *_way(usual))]


def _route(stream: Stream, senders: tuple[str, ...], said: dict[str, Any]) -> Route:
    parts = said["backend"].split(".")
    if parts[:2] == ["anymail", "backends"]:
        return Route(stream.value, senders, provider=parts[2])
    if parts[-2] != "smtp":
        return Route(stream.value, senders)  # a file, a screen: nothing leaves the shop
    host = said["host"]
    is_encrypted = bool(said.get("use_tls") or said.get("use_ssl"))
    return Route(stream.value, senders, provider_at(host), host, is_encrypted)


def _way(route: Route) -> tuple[str, str, bool]:
    return route.provider, route.host, route.is_encrypted


def provider_at(host: str) -> str:
    """Return whose server ``host`` is, if anybody's that is known."""
    return next((name for form, name in _BY_HOST.items() if re.search(form, host.lower())), "")
