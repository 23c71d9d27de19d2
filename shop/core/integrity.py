"""Does the record agree with itself? Each app registers questions; ``check_integrity`` asks them all.

A check is one statement where it can be, and so sees one moment: it may be asked while the shop is
open. It goes through tables as a whole, whatever their size, and only reads.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass

Found = tuple[str, str]  # which row, and what is wrong with it
Check = Callable[[], Iterable[Found]]
_checks: dict[str, Check] = {}


@dataclass(frozen=True, slots=True)
class Break:
    """``check`` is ``area.name``, ``row`` names a row without saying whose it is (P6)."""

    check: str
    row: str
    says: str

    def as_json(self) -> dict[str, str]:
        return asdict(self)

    def __str__(self) -> str:
        return f"{self.check}: {self.row}: {self.says}"


def checks_integrity(name: str) -> Callable[[Check], Check]:
    """Register a check as ``area.name``; areas are stock, money, uses and states.

    It yields ``(row, says)`` for each break. Its words are for operators and in English.
    """

    def register(check: Check) -> Check:
        _checks[name] = check
        return check

    return register


def names() -> list[str]:
    """Return the names of all checks, in the order in which they are asked."""
    return sorted(_checks)


def breaks() -> list[Break]:
    """Ask every check; return what is broken. Empty for a shop in order."""
    return list(_asked())


def _asked() -> Iterator[Break]:
    for name in names():
        for row, says in _checks[name]():
            yield Break(name, row, says)
