"""Who outside the shop gets personal data, as the settings in force say."""

from urllib.parse import urlsplit

from django.conf import settings

from shop.core.privacy.processing import Recipient

_BANKS = {"stripe": "Stripe Payments Europe, Ltd. (Ireland; United States)"}
_OURS = {"testbank", "transfer"}  # these ask nobody outside


def recipients() -> dict[Recipient, list[str]]:
    """Return the names of the recipients of each kind; none where nothing leaves the shop."""
    return {
        Recipient.BANKS: [
            _BANKS.get(name, name) for name in settings.GATEWAYS if name not in _OURS
        ],
        Recipient.MAIL: _mail(),
        Recipient.SMS: _services(settings.SMS_URLS),
        Recipient.STAFF_TOOLS: _services(settings.STAFF_ALERT_URLS),
    }


def _services(urls: list[str]) -> list[str]:
    """Return how apprise calls them; the phone of the demo is none outside."""
    return sorted({urlsplit(url).scheme for url in urls} - {"phone"})


def _mail() -> list[str]:
    """Return the provider of django-anymail, or the server that mails are handed to."""
    parts = settings.EMAIL_BACKEND.split(".")
    if parts[:2] == ["anymail", "backends"]:
        return [parts[2]]
    return [settings.EMAIL_HOST] if parts[-2] == "smtp" else []
