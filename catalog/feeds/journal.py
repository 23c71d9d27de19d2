"""What happened during an import, row by row, for people and for machines."""

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any


class Outcome(StrEnum):
    """What became of a product."""

    CREATED = "created"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


class Refusal(Exception):
    """A row (or a whole product) cannot be imported; says where and what to do about it."""

    def __init__(self, *, column: str, cause: str) -> None:
        super().__init__(cause)
        self.column = column
        self.cause = cause


class Unreadable(Exception):
    """Nothing of the file can be imported. ``row`` is 0 where no row is to blame."""

    def __init__(self, *, cause: str, row: int = 0, column: str = "") -> None:
        super().__init__(cause)
        self.cause = cause
        self.row = row
        self.column = column


@dataclass(frozen=True, slots=True)
class Entry:
    """A remark on a row. Rows count as a spreadsheet does: the column names are row 1."""

    file: str
    row: int
    column: str
    cause: str

    def __str__(self) -> str:
        where = [self.file]
        if self.row:
            where.append(f"row {self.row}")
        if self.column:
            where.append(self.column)
        return f"{', '.join(where)}: {self.cause}"


@dataclass(slots=True)
class Journal:
    """Counts products by what became of them, and rows that were refused or left out."""

    file: str
    on_entry: Callable[[str, Entry], None] = lambda _kind, _entry: None
    rows: int = 0
    products: dict[Outcome, int] = field(default_factory=lambda: dict.fromkeys(Outcome, 0))
    problems: list[Entry] = field(default_factory=list)
    notes: list[Entry] = field(default_factory=list)
    refused_rows: set[int] = field(default_factory=set)
    skipped: int = 0

    def refuse(self, row: int, refusal: Refusal | Unreadable) -> None:
        if row in self.refused_rows and not refusal.column:
            return  # it only follows from a cause that was told
        entry = Entry(self.file, row, refusal.column, refusal.cause)
        self.problems.append(entry)
        self.refused_rows.add(row)
        self.on_entry("refused", entry)

    def note(self, row: int, column: str, cause: str) -> None:
        """Remark on a row that is imported nevertheless."""
        entry = Entry(self.file, row, column, cause)
        self.notes.append(entry)
        self.on_entry("note", entry)

    def skip(self, row: int, column: str, cause: str) -> None:
        """Leave a row out, by design and not by fault."""
        self.skipped += 1
        self.note(row, column, cause)

    def as_dict(self) -> dict[str, Any]:
        """Return the whole journal; created, changed and unchanged are products, the rest rows."""
        return {
            "file": self.file,
            "rows": self.rows,
            **{outcome.value: count for outcome, count in self.products.items()},
            "refused": len(self.refused_rows),
            "skipped": self.skipped,
            "problems": [asdict(entry) for entry in self.problems],
            "notes": [asdict(entry) for entry in self.notes],
        }
