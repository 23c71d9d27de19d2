"""The keys that sign for a domain: DKIM, RFC 6376 and 8463."""

import base64
from collections.abc import Iterator, Sequence

from shop.core.messaging.deliverability.domains import organisational
from shop.core.messaging.deliverability.findings import Finding, Question
from shop.core.messaging.deliverability.records import Records, tags

SHORTEST_RSA, WANTED_RSA = 1024, 2048  # bits; RFC 8301, 3.2
ED25519_BYTES = 32  # RFC 8463, 4
_SEQUENCE, _INTEGER, _BITS = 0x30, 0x02, 0x03  # X.690


def judge_dkim(domain: str, selectors: Sequence[str], records: Records) -> Iterator[Finding]:
    """Judge the keys under ``selectors``, of ``domain`` or of whoever owns it: either is aligned."""
    asked = Question("dkim", domain, "RFC 6376; Google and Yahoo, 2024")
    if not selectors:
        todo = "set DKIM_SELECTORS: the provider shows them, and so does s= in DKIM-Signature"
        yield asked.unknown("no selector is known, and keys can only be asked for by name", todo)
        return
    places = dict.fromkeys((domain, organisational(domain)))
    found = False
    for selector in selectors:
        for place in places:
            name = f"{selector}._domainkey.{place}"
            for text in records.txt(name):
                if "p" in tags(text):
                    found = True
                    yield judge_key(Question("dkim", name, "RFC 6376, 3.6.1; RFC 8301"), text)
    if not found:
        names = ", ".join(selectors)
        yield asked.missing(
            f"no key under {names}", f"enter what the provider shows at {names}._domainkey.{domain}"
        )


def judge_key(asked: Question, text: str) -> Finding:
    """Judge a record that holds a key."""
    said = tags(text)
    fault = _fault(said)
    if fault:
        return asked.missing(*fault)
    try:
        bits = _bits(base64.b64decode(said["p"], validate=True), said.get("k", "rsa").lower())
    except (ValueError, IndexError):
        return asked.missing("the key cannot be read", "enter it again: a part of it may be lost")
    return _of_strength(asked, bits, is_tried="y" in said.get("t", "").split(":"))


def _fault(said: dict[str, str]) -> tuple[str, str] | None:
    """Return what makes the record worthless before anybody looks at the key, and what to do."""
    if said.get("v", "DKIM1") != "DKIM1":
        return f"its version is {said['v']}", "enter it again as the provider shows it"
    if not said["p"]:
        return "the key is revoked", "sign with another one, and name its selector"
    if "sha256" not in said.get("h", "sha256").split(":"):
        return "it allows no SHA-256", "take h= out"
    return None


def _of_strength(asked: Question, bits: int, *, is_tried: bool) -> Finding:
    if bits and bits < SHORTEST_RSA:
        return asked.missing(f"RSA of {bits} bits, which nobody believes", "make one of 2048 bits")
    if is_tried:
        return asked.warning("t=y says that it is being tried", "take t=y out when mails pass")
    if bits and bits < WANTED_RSA:
        return asked.warning(f"RSA of {bits} bits", "make one of 2048 bits at the next change")
    return asked.ok(f"RSA of {bits} bits" if bits else "Ed25519; sign with RSA beside it")


def _bits(key: bytes, kind: str) -> int:
    """Return the length of an RSA key, 0 for a whole one of Ed25519. Raises for anything else."""
    if kind == "ed25519":
        if len(key) != ED25519_BYTES:
            raise ValueError(kind)
        return 0
    if kind != "rsa":
        raise ValueError(kind)
    tag, inside = _unwrapped(key)
    if tag != _SEQUENCE:
        raise ValueError(tag)
    tag, first = _unwrapped(inside)
    if tag == _SEQUENCE:  # SubjectPublicKeyInfo; what follows the algorithm is the key in bits
        tag, bits = _unwrapped(_after(inside))
        if tag != _BITS:
            raise ValueError(tag)
        _tag, pair = _unwrapped(bits[1:])
        tag, first = _unwrapped(pair)
    if tag != _INTEGER:
        raise ValueError(tag)
    return int.from_bytes(first, "big").bit_length()


def _unwrapped(data: bytes) -> tuple[int, bytes]:
    """Return the tag of the first value in ``data``, and what is in it (DER)."""
    start, length = _measured(data)
    if len(data) < start + length:
        raise ValueError(length)
    return data[0], data[start : start + length]


def _after(data: bytes) -> bytes:
    start, length = _measured(data)
    return data[start + length :]


def _measured(data: bytes) -> tuple[int, int]:
    """Return where the first value begins, and how long it is."""
    short = data[1]
    if short < 0x80:  # noqa: PLR2004 - the bit that says: a length of several bytes follows
        return 2, short
    size = short & 0x7F
    return 2 + size, int.from_bytes(data[2 : 2 + size], "big")
