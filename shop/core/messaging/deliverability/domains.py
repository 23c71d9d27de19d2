"""Domains of addresses, and which of them belong together."""

from email.utils import parseaddr
from functools import cache
from ipaddress import ip_address

from publicsuffixlist import PublicSuffixList

# Whose DMARC forbids others to write in their name, or whose readers distrust a shop that does.
_MAILBOXES = frozenset(
    {
        *("gmail.com", "googlemail.com", "yahoo.com", "yahoo.fr", "aol.com", "icloud.com"),
        *("outlook.com", "outlook.fr", "hotmail.com", "hotmail.fr", "live.com", "live.fr"),
        *("orange.fr", "wanadoo.fr", "free.fr", "sfr.fr", "laposte.net", "bbox.fr"),
        *("gmx.com", "gmx.de", "gmx.net", "web.de", "proton.me", "protonmail.com"),
    }
)


@cache
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList()


def domain_of(sender: str) -> str:
    """Return the domain of ``Name <address>`` as the DNS writes it; empty if there is none."""
    _name, at, domain = parseaddr(sender)[1].rpartition("@")
    domain = domain.strip(".").lower() if at else ""
    try:
        return domain.encode("idna").decode("ascii")
    except UnicodeError:
        return domain


def organisational(domain: str) -> str:
    """Return the name that somebody registered (RFC 7489, 3.2): ``shop.co.uk`` of ``news.shop.co.uk``."""
    return _suffixes().privatesuffix(domain) or domain


def are_aligned(one: str, other: str) -> bool:
    """Tell whether both belong to the same owner: *relaxed* alignment (RFC 7489, 3.1)."""
    return organisational(one) == organisational(other)


def is_mailbox_of_anybody(domain: str) -> bool:
    return domain in _MAILBOXES


def is_public(address: str) -> bool:
    """Tell whether others can see ``address``: no name and no number of a house network."""
    try:
        return ip_address(address).is_global
    except ValueError:
        return False
