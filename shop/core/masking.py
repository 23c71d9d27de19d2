"""Personal data as it may be shown: enough to recognise one's own, too little for anyone else."""

import re

import phonenumbers

_HIDDEN = "•••"
_BETWEEN_DIGITS = re.compile(r"(?<=\d)[\s.()/-]+(?=\d)")
_NUMBER = re.compile(r"\+?\d{7,15}")  # ITU-T E.164: 15 at most
_ADDRESS = re.compile(r"[^\s@<>\"'(),;:]+@[^\s@<>\"'(),;:]+")

_SECRET = re.compile(r"(?<![A-Za-z0-9_-])[A-Za-z0-9_-]{43}(?![A-Za-z0-9_-])")  # see tokens


def mask_email(address: str) -> str:
    """Return ``j•••@e•••.com`` for ``jane@example.com``; the lengths are hidden too."""
    local, _, domain = address.rpartition("@")
    _, dot, suffix = domain.rpartition(".")
    return f"{local[:1]}{_HIDDEN}@{domain[:1]}{_HIDDEN}{dot}{suffix if dot else ''}"


def mask_phone(number: str) -> str:
    """Return ``+33 6 •• •• •• 12`` for ``+33612345612``, in E.164; empty for none."""
    try:
        found = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return ""
    digits = str(found.national_number)
    return f"+{found.country_code} {digits[:1]} •• •• •• {digits[-2:]}"


def mask_recipient(text: str) -> str:
    """Mask whatever a message goes to: a number in E.164, else an e-mail address."""
    return mask_phone(text) if text.startswith("+") and "@" not in text else mask_email(text)


def mask_numbers(text: str) -> str:
    """Return ``text`` with every run of digits in it hidden that may be a phone number."""
    return _NUMBER.sub(_HIDDEN, text)


def tells_how_to_reach(text: str) -> bool:
    """Tell whether there may be an e-mail address or a phone number in ``text``, however spaced."""
    digits = _BETWEEN_DIGITS.sub("", text)
    return mask_addresses(text) != text or mask_numbers(digits) != digits


def mask_words(text: str) -> str:
    """Return ``J••• D•••`` for ``Jane Doe``: of each word its first letter; the lengths are hidden.

    A word that begins with anything but a letter, a house number above all, is hidden whole.
    """
    return " ".join(f"{word[0] if word[0].isalpha() else ''}{_HIDDEN}" for word in text.split())


def mask_addresses(text: str) -> str:
    """Return ``text`` with every e-mail address in it masked."""
    return _ADDRESS.sub(lambda match: mask_email(match[0]), text) if "@" in text else text


def mask_secrets(text: str) -> str:
    """Return ``text`` without whatever has the shape of a secret of ours: what opens a link or a cart."""
    return _SECRET.sub(_HIDDEN, text)
