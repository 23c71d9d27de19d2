"""What the shop says about stock: the truth, in words, and no more urgent than it is."""

from dataclasses import dataclass
from typing import Literal

from django.utils.translation import gettext, ngettext

from catalog.quantities import ANY, Quantities

FEW = 3  # units; from here on the number itself helps a shopper decide

State = Literal["in", "low", "out"]


@dataclass(slots=True, frozen=True)
class Availability:
    """Units that can be sold now; ``None`` where stock is not counted and cannot run out."""

    units: int | None

    @property
    def state(self) -> State:
        if self.units is None or self.units > FEW:
            return "in"
        return "low" if self.units > 0 else "out"

    @property
    def words(self) -> str:
        if self.units is None or self.units > FEW:
            return gettext("In stock")
        if self.units <= 0:
            return gettext("Out of stock")
        return ngettext("Only %(units)d left", "Only %(units)d left", self.units) % {
            "units": self.units
        }


def counted(
    *,
    on_hand: int | None,
    reserved: int | None,
    is_tracked: bool | None,
    quantities: Quantities = ANY,
) -> Availability:
    """Return what a stock row says; a variant whose row is missing was never counted in.

    What is left of a pack that is only sold whole cannot be bought.
    """
    if on_hand is None or reserved is None:
        return Availability(0)
    return Availability(quantities.sellable(max(on_hand - reserved, 0)) if is_tracked else None)


def together(parts: list[Availability]) -> Availability:
    """Return how much there is of all ``parts`` together, as one line for a whole product."""
    units = 0
    for part in parts:
        if part.units is None:
            return part
        units += part.units
    return Availability(units)
