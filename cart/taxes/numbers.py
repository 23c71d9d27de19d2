"""VAT numbers of businesses in the Union: their form and their check digits, nothing more.

Whether a number is in force only VIES knows, over the network; staff ask it (docs/taxes.md).
"""

from stdnum.eu import vat
from stdnum.exceptions import ValidationError

from cart.taxes.territories import UNION

_ISO = {"EL": "GR"}  # Greece writes itself by its own name


class NotANumber(ValueError):
    """No business of the Union has such a number."""


def normalised(text: str, *, country: str) -> str:
    """Return ``text`` as VIES takes it, such as ``DE136695976``.

    Of a number that is typed without its country that is ``country``, a member state's ISO code.
    Raises NotANumber. Northern Ireland (XI) and the schemes for sellers from elsewhere (EU, IM) are
    none of the Union's businesses here.
    """
    prefix = next((theirs for theirs, iso in _ISO.items() if iso == country), country)
    for candidate in (text, prefix + text):
        try:
            number: str = vat.validate(candidate)
        except ValidationError:
            continue
        if number.startswith("GR"):
            number = f"EL{number[2:]}"
        if country_of(number):
            return number
    raise NotANumber(text)


def country_of(number: str) -> str:
    """Return the ISO code of the member state that gave ``number``; empty for none of them."""
    code = _ISO.get(number[:2], number[:2])
    return code if code in UNION else ""
