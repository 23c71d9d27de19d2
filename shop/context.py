"""What every page knows."""

from django.conf import settings
from django.http import HttpRequest


def shop(request: HttpRequest) -> dict[str, object]:
    """Return the shop's name and this page's absolute address without its parameters."""
    return {
        "shop_name": settings.SHOP_NAME,
        "canonical_url": f"{settings.BASE_URL}{request.path}",
    }
