"""Texts of several languages on one form."""

from typing import Any

from django.conf import settings
from modeltranslation.utils import build_localized_fieldname


def language_fieldsets(*fields: str) -> list[tuple[Any, dict[str, Any]]]:
    """Return a fieldset for each language with its ``fields``, so that one is written at a time."""
    return [
        (name, {"fields": [build_localized_fieldname(field, code) for field in fields]})
        for code, name in settings.LANGUAGES
    ]


def in_each_language(field: str) -> list[str]:
    """Return the columns of ``field``: what a search must look through."""
    return [build_localized_fieldname(field, code) for code, _name in settings.LANGUAGES]
