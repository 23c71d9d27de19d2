"""Ways to write to people and what they need, as settings: read from the environment, refused where wrong."""

from email.utils import parseaddr
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import environ

from shop.environment import SHORTEST_KEY, Profile, stop


def care_email(text: str) -> str:
    """Return ``text``, ``Name <address>``, or stop: people are written to by somebody (R4)."""
    name, address = parseaddr(text)
    if not name or "@" not in address:
        stop(f"CARE_EMAIL is {text!r}; it must be a person: Camille Martin <care@shop.example>.")
    return text


def mail_transport(env: environ.Env, var: Path, profile: Profile) -> dict[str, Any]:
    """Return the EMAIL_* and ANYMAIL settings that ``EMAIL_URL`` stands for.

    ``anymail://mailgun?api_key=…&sender_domain=…`` becomes Anymail's Mailgun backend; all else is
    what django-environ reads (``smtp://``, ``smtp+tls://``, ``consolemail://`` …).
    """
    url = env.str("EMAIL_URL", default="")
    secrets_named = webhook_secrets(env.list("ANYMAIL_WEBHOOK_SECRET", default=[]))
    webhooks = {"WEBHOOK_SECRET": secrets_named} if secrets_named else {}
    if url.startswith("anymail://"):
        parts = urlsplit(url)
        provider = parts.netloc
        named = {f"{provider}_{key}".upper(): value for key, value in parse_qsl(parts.query)}
        return {
            "EMAIL_BACKEND": f"anymail.backends.{provider}.EmailBackend",
            "ANYMAIL": {**named, **webhooks},
        }
    if not url and profile is Profile.EMBEDDED:
        return {
            "EMAIL_BACKEND": "shop.demo.mailbox.MailboxBackend",
            "EMAIL_FILE_PATH": str(var / "mailbox"),
            "ANYMAIL": webhooks,
        }
    return {**env.email_url("EMAIL_URL"), "ANYMAIL": webhooks}


def sms_urls(env: environ.Env, profile: Profile) -> list[str]:
    """Return by which service SMS go, or stop; none: there are none. Embedded: the demo's phone."""
    default = ["phone://{to}"] if profile is Profile.EMBEDDED else []
    urls: list[str] = env.list("SMS_URLS", default=default)
    if len(urls) > 1:
        stop("SMS_URLS names several services, and each SMS would go by one: name that one.")
    for url in urls:
        if "://" not in url or url.count("{to}") != 1:
            stop(
                "SMS_URLS must be an address as apprise writes it, with {to} where the number "
                "stands: vonage://key:secret@33612345678/{to}."
            )
        if "retry=" in url:
            stop("SMS_URLS has retry=: of a text tried again nobody knows how often it arrived.")
    return urls


def webhook_secrets(named: list[str], *, variable: str = "ANYMAIL_WEBHOOK_SECRET") -> list[str]:
    """Return ``named``, or stop: whoever guesses one could stop the messages of anybody."""
    for secret in named:
        user, _, password = secret.partition(":")
        if not user or len(password) < SHORTEST_KEY:
            stop(
                f"{variable} must look like name:secret, the secret with "
                f"{SHORTEST_KEY} characters or more; several with commas between."
            )
    return named
