"""Ways to write to people and what they need, as settings: read from the environment, refused where wrong."""

from email.utils import parseaddr
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import environ

from shop.environment import SHORTEST_KEY, Profile, stop

LONGEST_WEBHOOK = 60  # seconds; well below those for which a delivery is claimed
SMTP_PORT = 25


def care_email(text: str, variable: str = "CARE_EMAIL") -> str:
    """Return ``text``, ``Name <address>``, or stop: people are written to by somebody (R4)."""
    name, address = parseaddr(text)
    if not name or "@" not in address:
        stop(f"{variable} is {text!r}; it must be a person: Camille Martin <care@shop.example>.")
    return text


def reminder_sender(text: str, care: str) -> str:
    """Return who writes reminders: ``text``, or customer care where it is empty; or stop."""
    return care_email(text or care, "REMINDER_FROM_EMAIL")


def reminder_transport(url: str) -> dict[str, Any]:
    """Return what ``get_connection`` takes for the server of reminders; nothing for the shop's own.

    All of it is said, or Django would fill in the shop's own: its password would go to a stranger.
    """
    if not url:
        return {}
    if url.startswith("anymail://"):
        provider, keys = _provider(url)
        return {"backend": f"anymail.backends.{provider}.EmailBackend", **keys}
    said = environ.Env.email_url_config(url)
    if not said["EMAIL_BACKEND"].endswith("smtp.EmailBackend"):
        return {"backend": said["EMAIL_BACKEND"], "file_path": said["EMAIL_FILE_PATH"]}
    if not said["EMAIL_HOST"]:
        stop(
            "REMINDER_EMAIL_URL names no server; it must look like smtp+tls://user:password@host:587."
        )
    return {
        "backend": said["EMAIL_BACKEND"],
        "host": said["EMAIL_HOST"],
        "port": said["EMAIL_PORT"] or SMTP_PORT,
        "username": said["EMAIL_HOST_USER"] or "",
        "password": said["EMAIL_HOST_PASSWORD"] or "",
        "use_tls": said.get("EMAIL_USE_TLS", False),
        "use_ssl": said.get("EMAIL_USE_SSL", False),
    }


def _provider(url: str) -> tuple[str, dict[str, str]]:
    """Return what Anymail calls the provider, and the keys that it is given."""
    parts = urlsplit(url)
    return parts.netloc, dict(parse_qsl(parts.query))


def mail_transport(env: environ.Env, var: Path, profile: Profile) -> dict[str, Any]:
    """Return the EMAIL_* and ANYMAIL settings that ``EMAIL_URL`` stands for.

    ``anymail://mailgun?api_key=…&sender_domain=…`` becomes Anymail's Mailgun backend; all else is
    what django-environ reads (``smtp://``, ``smtp+tls://``, ``consolemail://`` …).
    """
    url = env.str("EMAIL_URL", default="")
    secrets_named = webhook_secrets(env.list("ANYMAIL_WEBHOOK_SECRET", default=[]))
    webhooks: dict[str, Any] = {"WEBHOOK_SECRET": secrets_named} if secrets_named else {}
    webhooks |= _keys_of_another(env.str("REMINDER_EMAIL_URL", default=""), url)
    if url.startswith("anymail://"):
        return {
            "EMAIL_BACKEND": f"anymail.backends.{_provider(url)[0]}.EmailBackend",
            "ANYMAIL": {**_named(url), **webhooks},
        }
    if not url and profile is Profile.EMBEDDED:
        return {
            "EMAIL_BACKEND": "shop.demo.mailbox.MailboxBackend",
            "EMAIL_FILE_PATH": str(var / "mailbox"),
            "ANYMAIL": webhooks,
        }
    return {**env.email_url("EMAIL_URL"), "ANYMAIL": webhooks}


def _named(url: str) -> dict[str, str]:
    """Return the keys of a provider as Anymail's settings call them."""
    provider, keys = _provider(url)
    return {f"{provider}_{key}".upper(): value for key, value in keys.items()}


def _keys_of_another(reminders: str, url: str) -> dict[str, str]:
    """Return what the webhooks of a provider of reminders need, if it is not that of all mails."""
    if not reminders.startswith("anymail://"):
        return {}
    is_another = not url.startswith("anymail://") or _provider(reminders)[0] != _provider(url)[0]
    return _named(reminders) if is_another else {}


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


def webhook_seconds(seconds: int) -> int:
    """Return ``seconds``, or stop: how long a receiver of webhooks may take to answer."""
    if not 1 <= seconds <= LONGEST_WEBHOOK:
        stop(f"WEBHOOK_SECONDS is {seconds}; it must be from 1 to {LONGEST_WEBHOOK}.")
    return seconds
