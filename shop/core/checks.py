"""What Django's own system checks cannot know about this shop."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Tags, Warning, register  # noqa: A004 - its name


@register(Tags.security, deploy=True)
def https_behind_a_proxy(**_kwargs: Any) -> list[CheckMessage]:
    """Tell of a shop that would send its visitors in circles."""
    if settings.SECURE_SSL_REDIRECT and not settings.SECURE_PROXY_SSL_HEADER:
        return [
            Warning(
                "BASE_URL is https, but no proxy is trusted to say that a request came by https.",
                hint="Behind a proxy that ends TLS, set TRUSTED_PROXY_COUNT=1: without it each "
                "page redirects to itself. If the web process ends TLS itself, silence this.",
                id="panier.W001",
            )
        ]
    return []


@register(Tags.security, deploy=True)
def seller_on_invoices(**_kwargs: Any) -> list[CheckMessage]:
    """Tell of invoices that would not say who sells (directive 2006/112/EC, 226)."""
    needed = {"name": "SELLER_NAME", "address": "SELLER_ADDRESS", "vat_number": "SELLER_VAT_NUMBER"}
    missing = [variable for fact, variable in needed.items() if not settings.SELLER[fact]]
    if missing:
        return [
            Warning(
                f"Invoices do not say who sells: {', '.join(missing)} missing.",
                hint="Set them in .env, see .env.example. A shop without a VAT number writes into "
                "SELLER_REGISTRATION why it charges none, and silences this.",
                id="panier.W002",
            )
        ]
    return []
