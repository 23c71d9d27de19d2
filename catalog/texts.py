"""Translated columns for queries that read rows instead of models."""

from django.utils.translation import get_language
from modeltranslation.utils import build_localized_fieldname, resolution_order


def columns(field: str) -> list[str]:
    """Return the columns that hold ``field``, the active language first, then its fallbacks."""
    order = resolution_order(get_language() or "")
    return [build_localized_fieldname(field, language) for language in order if language]


def first(texts: tuple[str | None, ...]) -> str:
    """Return the first text that is not empty."""
    for text in texts:
        if text:
            return text
    return ""
