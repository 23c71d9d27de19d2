"""How many of one thing can be bought: at least so many, in packs of so many, at most so many an order."""

from dataclasses import dataclass

from django.utils.translation import gettext

LARGEST_QUANTITY = 999  # of one thing; who wants more wants to talk to somebody


@dataclass(frozen=True, slots=True)
class Quantities:
    """The multiples of ``step`` from ``least`` to ``most``. A check constraint sees that there is one."""

    least: int = 1
    step: int = 1
    most: int | None = None

    @property
    def first(self) -> int:
        return -(-self.least // self.step) * self.step

    @property
    def last(self) -> int:
        return min(self.most or LARGEST_QUANTITY, LARGEST_QUANTITY) // self.step * self.step

    def allow(self, quantity: int) -> bool:
        return self.first <= quantity <= self.last and quantity % self.step == 0

    def above(self, quantity: int) -> int:
        """Return the next possible quantity above ``quantity``; past the last one there is none."""
        return max((quantity // self.step + 1) * self.step, self.first)

    def near(self, quantity: int) -> list[int]:
        """Return the possible quantities on both sides of one that is not."""
        below = min(quantity, self.last) // self.step * self.step
        above = max(self.first, -(-quantity // self.step) * self.step)
        return sorted({each for each in (below, above) if self.allow(each)})

    def sellable(self, units: int | None) -> int | None:
        """Return how many of ``units`` can be sold: what is left of a pack cannot."""
        if units is None:
            return None
        whole = units // self.step * self.step
        return whole if whole >= self.first else 0

    @property
    def words(self) -> str:
        """What a shopper should know beforehand; empty where any quantity is possible."""
        said = []
        if self.step > 1:
            said.append(gettext("Sold in packs of %(step)d.") % {"step": self.step})
        if self.first > self.step:
            said.append(gettext("At least %(least)d.") % {"least": self.first})
        if self.most is not None:
            said.append(gettext("At most %(most)d in an order.") % {"most": self.last})
        return " ".join(said)


ANY = Quantities()
