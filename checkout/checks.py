"""What Django's own system checks cannot know about ways to pay."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from checkout.gateways.transfer.account import CODE

_NEEDED = ("TRANSFER_ACCOUNT_HOLDER", "TRANSFER_IBAN")


@register()
def account_for_transfers(**_kwargs: Any) -> list[CheckMessage]:
    """Tell of a shop that lets its shoppers transfer to nowhere."""
    missing = [name for name in _NEEDED if not getattr(settings, name)]
    if CODE not in settings.GATEWAYS or not missing:
        return []
    return [
        Error(
            f"GATEWAYS names {CODE}, but it is not known where to: {', '.join(missing)} missing.",
            hint="Set them in .env, see .env.example, or take transfer out of GATEWAYS.",
            id="panier.E001",
        )
    ]
