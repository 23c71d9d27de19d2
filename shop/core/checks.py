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
