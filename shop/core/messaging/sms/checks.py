"""What Django's own system checks cannot know about SMS."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Tags, Warning, register  # noqa: A004 - its name

from shop.core.messaging.sms.transport import service_for

_SOME_NUMBER = "+33612345678"


@register(Tags.security, deploy=True)
def service_for_sms(**_kwargs: Any) -> list[CheckMessage]:
    """Tell of an address that no SMS would go by, and of a shop that would not hear STOP."""
    found: list[CheckMessage] = []
    if settings.SMS_URLS and service_for(_SOME_NUMBER) is None:
        found.append(
            Warning(
                "SMS_URLS names no service that apprise knows: each SMS would be refused.",
                hint="See docs/operations.md, and apprise's own page of the service.",
                id="panier.W003",
            )
        )
    if settings.SMS_URLS and not settings.SMS_INBOUND_SECRET:
        found.append(
            Warning(
                "SMS are sent, but the shop does not hear who answers STOP.",
                hint="Set SMS_INBOUND_SECRET, and let the service tell /sms/inbound/: see "
                "docs/operations.md. Where the service itself keeps the list, silence this.",
                id="panier.W004",
            )
        )
    return found
