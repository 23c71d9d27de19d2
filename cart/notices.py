"""What changed about a line since the shopper last saw it, said openly (S3.4)."""

from dataclasses import dataclass
from typing import Literal

from django.utils.translation import gettext, ngettext

from catalog.quantities import ANY, Quantities
from shop.core.money import formatted

Kind = Literal["gone", "out", "uneven", "fewer", "dearer", "cheaper"]


@dataclass(slots=True, frozen=True)
class Notice:
    kind: Kind
    words: str

    @property
    def is_blocking(self) -> bool:
        """Whether the shopper must settle it before the order; good news never does."""
        return self.kind != "cheaper"


def notices(
    *,
    seen: int,
    price: int,
    wanted: int,
    left: int | None,
    is_for_sale: bool,
    quantities: Quantities = ANY,
) -> list[Notice]:
    """Return what to say about a line: prices in minor units, ``left`` None for uncounted stock."""
    if not is_for_sale:
        return [Notice("gone", gettext("This is not sold any more. It is not in the total."))]
    if left == 0:
        return [Notice("out", gettext("This is sold out at the moment. It is not in the total."))]
    found = []
    if not quantities.allow(wanted):
        words = gettext("%(rule)s Please change the quantity.")
        found.append(Notice("uneven", words % {"rule": quantities.words}))
    if left is not None and left < wanted:
        words = ngettext(
            "Only %(left)d is left. Please change the quantity.",
            "Only %(left)d are left. Please change the quantity.",
            left,
        )
        found.append(Notice("fewer", words % {"left": left}))
    amounts = {"seen": formatted(seen), "price": formatted(price)}
    if price > seen:
        words = gettext("The price rose from %(seen)s to %(price)s. Please say if you agree.")
        found.append(Notice("dearer", words % amounts))
    elif price < seen:
        words = gettext("The price fell from %(seen)s to %(price)s: you pay the lower one.")
        found.append(Notice("cheaper", words % amounts))
    return found
