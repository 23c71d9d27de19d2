"""Personal data as it may be shown: enough to recognise one's own, too little for anyone else."""

import re

_HIDDEN = "•••"
_ADDRESS = re.compile(r"[^\s@<>\"'(),;:]+@[^\s@<>\"'(),;:]+")

_SECRET = re.compile(r"(?<![A-Za-z0-9_-])[A-Za-z0-9_-]{43}(?![A-Za-z0-9_-])")  # see tokens


def mask_email(address: str) -> str:
    """Return ``j•••@e•••.com`` for ``jane@example.com``; the lengths are hidden too."""
    local, _, domain = address.rpartition("@")
    _, dot, suffix = domain.rpartition(".")
    return f"{local[:1]}{_HIDDEN}@{domain[:1]}{_HIDDEN}{dot}{suffix if dot else ''}"


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
