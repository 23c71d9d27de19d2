"""Who looks at a page, where it may be somebody whom the shop knows."""

from django.http import HttpRequest

from shop.core.shared_pages import is_stranger
from shop.core.users.models import User


def viewer_of(request: HttpRequest) -> User | None:
    """Return who is signed in, without a question about strangers."""
    if is_stranger(request) or not request.user.is_authenticated:
        return None
    return request.user
