"""What mails show of carts and products: names, amounts and pictures, by absolute addresses of the shop's own."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urljoin

from django.conf import settings

from cart.models import Place
from cart.row import Row
from catalog.pages.images import Image
from catalog.pages.queries import Card

MOST_SHOWN = 6  # more makes a mail that nobody scrolls through


@dataclass(frozen=True, slots=True)
class Thing:
    """What can be bought, as it is shown. Addresses are empty where there is none."""

    name: str
    quantity: int = 1
    amount: int = 0  # in minor units, of all of the quantity
    picture: str = ""
    url: str = ""


def offered(rows: Sequence[Row]) -> list[Row]:
    """Return the lines that a mail may tell of: those that can be bought, none that is sensitive (R13)."""
    return [
        row for row in rows if row.place == Place.IN_CART and row.counts and not row.is_sensitive
    ]


def thing_in_cart(row: Row) -> Thing:
    """Return a line as a mail shows it."""
    return Thing(row.full_name, row.quantity, row.gross, _picture(row.image))


def thing_of(card: Card) -> Thing:
    """Return a product as a mail shows it, with the plain address of its page."""
    return Thing(card.name, picture=_picture(card.image), url=settings.BASE_URL + card.url)


def listed(things: Sequence[Thing]) -> dict[str, object]:
    """Return what the templates show of ``things``: the first, and how many more there are."""
    return {"shown": for_template(things[:MOST_SHOWN]), "more": len(things[MOST_SHOWN:])}


def for_template(things: Sequence[Thing]) -> list[dict[str, object]]:
    """Return ``things`` as templates read them fastest: they look for a key first."""
    return [
        {
            "name": thing.name,
            "quantity": thing.quantity,
            "amount": thing.amount,
            "picture": thing.picture,
            "url": thing.url,
        }
        for thing in things
    ]


def _picture(image: Image | None) -> str:
    return urljoin(settings.BASE_URL, image.url) if image else ""
