"""Who outside the shop gets something of it, as the settings in force say, and the apps above."""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings

from shop.core.privacy.processing import Recipient

_BANKS = {"stripe": "Stripe Payments Europe, Ltd. (Ireland; United States)"}
_OURS = {"testbank", "transfer"}  # these ask nobody outside

Names = Callable[[], list[str]]
_named: dict[Recipient, Names] = {}


def names_recipients(kind: Recipient) -> Callable[[Names], Names]:
    """Register who tells the names of recipients that no setting knows."""

    def register(names: Names) -> Names:
        _named[kind] = names
        return names

    return register


def recipients() -> dict[Recipient, list[str]]:
    """Return the names of the recipients of each kind; none where nothing leaves the shop."""
    return {
        Recipient.BANKS: [
            _BANKS.get(name, name) for name in settings.GATEWAYS if name not in _OURS
        ],
        Recipient.MAIL: _mail(),
        Recipient.SMS: _services(settings.SMS_URLS),
        Recipient.STAFF_TOOLS: _services(settings.STAFF_ALERT_URLS),
        **{kind: names() for kind, names in _named.items()},
    }


def _services(urls: list[str]) -> list[str]:
    """Return how apprise calls them; the phone of the demo is none outside."""
    return sorted({urlsplit(url).scheme for url in urls} - {"phone"})


def _mail() -> list[str]:
    """Return who is handed mails, and reminders where that is somebody else."""
    apart = settings.REMINDER_TRANSPORT
    found = _carrier(settings.EMAIL_BACKEND, settings.EMAIL_HOST)
    found += _carrier(apart["backend"], apart.get("host", "")) if apart else []
    return list(dict.fromkeys(found))


def _carrier(backend: str, host: str) -> list[str]:
    """Return the provider of django-anymail, or the server that mails are handed to."""
    parts = backend.split(".")
    if parts[:2] == ["anymail", "backends"]:
        return [parts[2]]
    return [host] if parts[-2] == "smtp" else []
