"""Loads the rates, once: ours, and from its days on a merchant's own file. What is in doubt is refused."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone

from cart.pricing import WHOLE
from cart.taxes.territories import UNION, taxed_as
from catalog.models import TaxClass
from shop.core import clock

OURS = Path(__file__).with_name("rates.toml")
_ALWAYS_NOTHING = ((date.min, 0),)

Row = tuple[date, int]  # from that day on, basis points
Rows = tuple[Row, ...]  # the oldest first


@dataclass(frozen=True, slots=True)
class RateBook:
    """The rates of each country by tax class and day."""

    rows: Mapping[tuple[str, str], Rows]

    @property
    def countries(self) -> list[str]:
        return sorted({country for country, _tax_class in self.rows})

    def row(self, country: str, tax_class: str, at: date) -> Row:
        """Return the row that holds on day ``at``. Raises LookupError when there is none.

        The day of the first row is where the book begins, not when its rate did.
        """
        held = [row for row in self.rows.get((country, tax_class), ()) if row[0] <= at]
        if not held:
            message = f"no {tax_class} rate of VAT is known for {country} on {at}"
            raise LookupError(message)
        return held[-1]

    def rates(self, country: str, at: date) -> dict[str, int]:
        """Return basis points by tax class on day ``at``. Raises LookupError."""
        return {name: self.row(country, name, at)[1] for name in TaxClass.values}


def rate_book() -> RateBook:
    """Return the rates in force for this shop. Raises ImproperlyConfigured for a file in disorder."""
    return _loaded(settings.TAX_RATES_FILE)


def check_home() -> None:
    """Raise ImproperlyConfigured when nobody has said which VAT the shop's own prices contain."""
    book = rate_book()
    if settings.TAX_RATES:
        return
    try:
        book.rates(taxed_as(settings.COUNTRY), timezone.localdate(clock.now()))
    except LookupError:
        message = (
            f"COUNTRY is {settings.COUNTRY!r}, whose rates of VAT we do not know: please give them by "
            "TAX_RATES, such as standard:20,reduced:5.5,zero:0."
        )
        raise ImproperlyConfigured(message) from None


@lru_cache(maxsize=4)
def _loaded(theirs: str) -> RateBook:
    rows = read(OURS)
    for key, later in (read(Path(theirs)) if theirs else {}).items():
        earlier = (row for row in rows.get(key, ()) if row[0] < later[0][0])
        rows[key] = (*earlier, *later)
    for country in sorted(UNION | {country for country, _name in rows}):
        rows.setdefault((country, TaxClass.ZERO.value), _ALWAYS_NOTHING)
        for name in TaxClass.values:
            if (country, name) not in rows:
                raise _wrong(Path(theirs or OURS), f"{country} lacks its {name} rate")
    return RateBook(rows)


def read(path: Path) -> dict[tuple[str, str], Rows]:
    """Return the rows of a file by country and class. Raises ImproperlyConfigured."""
    try:
        written = tomllib.loads(path.read_text("utf-8"), parse_float=Decimal)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise _wrong(path, str(error)) from None
    found: dict[tuple[str, str], Rows] = {}
    for country, classes in written.items():
        if not (len(country) == 2 and country.isalpha() and country.isupper()):  # noqa: PLR2004 - ISO 3166
            raise _wrong(path, f"{country!r} is not a country's code")
        if not isinstance(classes, dict) or not set(classes) <= set(TaxClass.values):
            raise _wrong(path, f"{country} may have {', '.join(TaxClass.values)}, nothing else")
        for name, by_day in classes.items():
            found[country, name] = _rows(path, f"{country}.{name}", by_day)
    return found


def _rows(path: Path, where: str, by_day: Any) -> Rows:
    if not isinstance(by_day, dict) or not by_day:
        raise _wrong(path, f"{where} must be like {{ 2024-01-01 = 20 }}")
    try:
        rows = tuple((date.fromisoformat(day), _basis_points(rate)) for day, rate in by_day.items())
    except (ValueError, TypeError) as error:
        raise _wrong(path, f"{where}: {error}") from None
    if list(rows) != sorted(rows):
        raise _wrong(path, f"{where}: the days must follow each other, the oldest first")
    return rows


def _basis_points(percent: Any) -> int:
    if isinstance(percent, bool) or not isinstance(percent, int | Decimal):
        message = f"{percent!r} is not a percentage"
        raise TypeError(message)
    exact = Decimal(percent) * 100
    if not exact.is_finite() or exact != int(exact) or not 0 <= exact <= WHOLE:
        message = f"{percent} is not a percentage with two decimals at most"
        raise ValueError(message)
    return int(exact)


def _wrong(path: Path, what: str) -> ImproperlyConfigured:
    return ImproperlyConfigured(f"The rates of VAT in {path} cannot be used: {what}.")
