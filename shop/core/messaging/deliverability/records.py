"""What judges are told of the DNS."""

from typing import Protocol


class Silence(Exception):
    """Nobody answered, which says nothing about what is there."""


class Records(Protocol):
    """The DNS as it is asked here. Nothing there is an empty list; each may raise Silence."""

    def txt(self, name: str) -> list[str]: ...

    def mx(self, name: str) -> list[str]:
        """Return the hosts that take mails for ``name``; ``.`` for "none" (RFC 7505)."""

    def addresses(self, name: str) -> list[str]: ...

    def names(self, address: str) -> list[str]:
        """Return the names that ``address`` has (PTR)."""


def tags(text: str) -> dict[str, str]:
    """Read ``v=DKIM1; k=rsa; p=…`` (RFC 6376, 3.2); of a tag given twice the first counts."""
    found: dict[str, str] = {}
    for part in text.split(";"):
        name, equals, value = part.partition("=")
        if equals:
            found.setdefault(name.strip().lower(), "".join(value.split()))
    return found
