"""Personal data as it may be shown: enough to recognise one's own, too little for anyone else."""

import re

_ADDRESS = re.compile(r"[^\s@<>\"'(),;:]+@[^\s@<>\"'(),;:]+")


def mask_email(address: str) -> str:
    """Return ``j•••@e•••.com`` for ``jane@example.com``; the lengths are hidden too."""
    local, _, domain = address.rpartition("@")
    _, dot, suffix = domain.rpartition(".")
    return f"{local[:1]}•••@{domain[:1]}•••{dot}{suffix if dot else ''}"


def mask_addresses(text: str) -> str:
    """Return ``text`` with every e-mail address in it masked."""
    return _ADDRESS.sub(lambda match: mask_email(match[0]), text) if "@" in text else text
