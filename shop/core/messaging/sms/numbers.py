"""Phone numbers as they are sent to: E.164, a plus and digits."""

import re

import phonenumbers

_E164 = re.compile(r"\+[1-9]\d{6,14}")  # ITU-T E.164, 6.2
_TAKES_SMS = frozenset(
    {phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE}
)


def is_e164(text: str) -> bool:
    return _E164.fullmatch(text) is not None


def e164(text: str, country: str = "") -> str:
    """Return ``text``, as somebody in ``country`` types a number, in E.164; empty when it is none."""
    try:
        number = phonenumbers.parse(text, country or None)
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_valid_number(number):
        return ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def takes_sms(number: str) -> bool:
    """Tell whether a number in E.164 is that of a mobile phone, or may be where plans do not tell.

    Premium numbers, which whoever types them earns by, are none.
    """
    return phonenumbers.number_type(phonenumbers.parse(number)) in _TAKES_SMS


def country_of(number: str) -> str:
    """Return the country of a number in E.164, as far as its digits tell."""
    return phonenumbers.region_code_for_number(phonenumbers.parse(number)) or ""
