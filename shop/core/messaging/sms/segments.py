"""How many segments a text takes on a phone, which is what it costs: 3GPP TS 23.038 and 23.040."""

import unicodedata
from collections.abc import Iterable

# TS 23.038, 6.2.1: the default alphabet, and what takes an escape before it.
_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = frozenset("\f^{}\\[~]|€")
# A segment alone, and one of several: the latter begin with six bytes of header (TS 23.040, 9.2.3.24.1).
_SEPTETS, _SEPTETS_OF_SEVERAL = 160, 153
_UNITS, _UNITS_OF_SEVERAL = 70, 67
# What typographers write, as a phone can: a reader loses nothing.
_PLAIN = str.maketrans(
    {"’": "'", "‘": "'", "“": '"', "”": '"', "«": '"', "»": '"', "–": "-", "—": "-", "…": "...",
     "\u00a0": " ", "\u202f": " ", "œ": "oe", "Œ": "OE"}
)  # fmt: skip


def segments_of(text: str) -> int:
    """Return how many segments ``text`` is sent in; one character that the alphabet lacks makes all of
    it UCS-2, of which a segment takes less than half.
    """
    if is_gsm(text):
        return _count([1 + (each in _EXTENDED) for each in text], _SEPTETS, _SEPTETS_OF_SEVERAL)
    units = [len(each.encode("utf-16-be")) // 2 for each in text]
    return _count(units, _UNITS, _UNITS_OF_SEVERAL)


def is_gsm(text: str) -> bool:
    """Tell whether a phone writes ``text`` in seven bits a character."""
    return all(each in _BASIC or each in _EXTENDED for each in text)


def fits_one(text: str) -> bool:
    return segments_of(text) == 1


def plain(text: str) -> str:
    """Return ``text`` as far as possible in the alphabet of phones: ’ becomes ', ê becomes e."""
    return "".join(map(_plain, text.translate(_PLAIN)))


def first_that_fits(texts: Iterable[str]) -> str:
    """Return the first of ``texts`` that is one segment; if none is, the last, the shortest there is."""
    text = ""
    for text in texts:
        if fits_one(text):
            break
    return text


def _plain(character: str) -> str:
    if is_gsm(character):
        return character
    base = unicodedata.normalize("NFKD", character)[:1]
    return base if is_gsm(base) else character


def _count(sizes: list[int], alone: int, of_several: int) -> int:
    """Count segments: no character is parted, so that a segment may stay short by one."""
    if sum(sizes) <= alone:
        return 1
    count, left = 1, of_several
    for size in sizes:
        if size > left:
            count, left = count + 1, of_several
        left -= size
    return count
