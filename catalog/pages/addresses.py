"""Addresses of pages by slug, remembered: a list writes dozens, mostly the same as the last one."""

from functools import lru_cache

from django.urls import get_script_prefix, reverse

REMEMBERED = 8192  # about 1 MB a process


def address(page: str, slug: str) -> str:
    """Return where the product or category ``slug`` is shown."""
    return _address(page, slug, get_script_prefix())


@lru_cache(maxsize=REMEMBERED)
def _address(page: str, slug: str, _prefix: str) -> str:
    return reverse(page, args=[slug])
