"""What a search leaves behind, and what of it was opened: counted, unlinked from who it was (S1.5).

Each link to what was found carries a *reference*: which of the recorded searches it is, signed, and the
place in the list. It says nothing about a person, opens nothing, and whoever is sent such a link
looks at the product like anybody: the first that was opened stays. After an hour it counts nothing.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest

from catalog.facts import record_click, record_search
from catalog.pages.queries import Card
from catalog.remembering_searches import remember_search
from shop.core.agents import is_agent
from shop.core.users.models import User

PARAMETER: Final = "s"
COUNTED_SECONDS: Final = 3600
_PLACE: Final = re.compile(r"[1-9][0-9]{0,5}")
_signer: Final = TimestampSigner(salt="catalog.recorded-search", sep=".")


@dataclass(frozen=True, slots=True)
class Found:
    """A card in the list of a search; its link tells where it stood."""

    card: Card
    reference: str

    @property
    def face(self) -> dict[str, str]:
        return self.card.face | {"url": f"{self.card.url}?{PARAMETER}={self.reference}"}


def record(
    request: HttpRequest,
    *,
    text: str,
    language: str,
    hits: int,
    filters: str = "",
    is_sensitive: bool = False,
    viewer: User | None = None,
) -> str:
    """Write down a search, and remember it for ``viewer`` if they chose so; return what its links refer
    to. Empty for a program, and for what is nobody else's business (R13).
    """
    if is_agent(request):
        return ""
    key = record_search(
        text=text, language=language, hits=hits, filters=filters, is_sensitive=is_sensitive
    )
    if is_sensitive:
        return ""
    if viewer is not None:
        remember_search(user=viewer, text=text, language=language, hits=hits, filters=filters)
    return _signer.sign(str(key)) if key else ""


def referred(request: HttpRequest) -> str:
    """Return the reference that a further page of a search was asked for with, if it holds."""
    reference = request.GET.get(PARAMETER, "")
    return reference if _key_of(reference) else ""


def through(cards: Iterable[Card], reference: str, *, first: int) -> list[Card] | list[Found]:
    """Return ``cards``, of which the first stands at place ``first``, with links that tell their places."""
    if not reference:
        return list(cards)
    return [Found(card, f"{reference}.{place}") for place, card in enumerate(cards, first)]


def note_click(request: HttpRequest, product_id: int | None) -> None:
    """Write down that a product was opened from a search, if this page was: one statement, else none."""
    reference, _, place = request.GET.get(PARAMETER, "").rpartition(".")
    key = _key_of(reference) if _PLACE.fullmatch(place) else 0
    if key:
        record_click(search_id=key, position=int(place), product_id=product_id)


def _key_of(reference: str) -> int:
    """Return the key of the recorded search; 0 for what is none of ours, or too old."""
    try:
        return int(_signer.unsign(reference, max_age=COUNTED_SECONDS))
    except BadSignature:
        return 0
