"""Secret links and cookies: the holder has the token, the database only its hash."""

import hashlib
import re
import secrets
from typing import NamedTuple

_SHAPE = re.compile(r"[A-Za-z0-9_-]{43}")


class InvalidToken(ValueError):
    """The text is not a token of ours; it says nothing about what it was meant to open."""


class Token(NamedTuple):
    """A new token. ``secret`` goes to its holder, ``digest`` into the database."""

    secret: str
    digest: str


def new_token() -> Token:
    """Return a random token of 256 bits: 43 URL-safe characters, and its SHA-256 in hexadecimal.

    A plain hash is enough: unlike a password, 256 random bits cannot be guessed (RFC 4086).
    """
    secret = secrets.token_urlsafe(32)
    return Token(secret, digest_of(secret))


def digest_of(secret: str) -> str:
    """Return the digest under which ``secret`` is stored.

    Raises InvalidToken for anything that is not the shape of a token, the empty string first of
    all, so that a missing value can never match a row (pitfall R10).
    """
    if not _SHAPE.fullmatch(secret):
        raise InvalidToken
    return hashlib.sha256(secret.encode("ascii")).hexdigest()
