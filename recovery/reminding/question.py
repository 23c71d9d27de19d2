"""The one question of a reminder, *what got in your way?*, and the answers that it offers (R11)."""

from collections.abc import Sequence
from dataclasses import dataclass

from recovery.models import Depth, Obstacle

# Few enough to be read at a glance; the page has all of them.
_ASKED = {
    Depth.PRODUCT: (Obstacle.PRICE, Obstacle.QUESTION, Obstacle.ELSEWHERE, Obstacle.LATER),
    Depth.CART: (Obstacle.PRICE, Obstacle.DELIVERY, Obstacle.QUESTION, Obstacle.LATER),
    Depth.PAYMENT: (Obstacle.PAYMENT, Obstacle.DELIVERY, Obstacle.SITE, Obstacle.LATER),
}
_ASKED_OF_A_CHECKOUT = (Obstacle.DELIVERY, Obstacle.SITE, Obstacle.PRICE, Obstacle.LATER)


@dataclass(frozen=True, slots=True)
class Question:
    """Its page, and answers in words with addresses: a click chooses one on the page."""

    url: str
    answers: Sequence[tuple[str, str]]


def question(depth: Depth, why_url: str) -> Question:
    """Return the question that fits how far somebody came, in the active language.

    The page belongs to the link *why*, so that a mail needs no further secret.
    """
    url = f"{why_url}answer/"
    asked = _ASKED.get(depth, _ASKED_OF_A_CHECKOUT)
    return Question(url, [(str(each.label), f"{url}?because={each.value}") for each in asked])
