"""What was measured against what was promised: the arithmetic, the file and the table."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
FILE = FOLDER / "results.json"
README = FOLDER / "README.md"
START, END = "<!-- results -->", "<!-- end of results -->"


@dataclass(frozen=True, kw_only=True)
class Result:
    """One figure. ``floor`` is what plain Django took in the same run; lower is better.

    ``ratio`` is the share of the floor's speed that is promised: 0.8 allows 1 / 0.8 of its time.
    """

    name: str
    value: float
    unit: str
    floor: float
    ratio: float
    rows: int
    db: str
    details: dict[str, float] = field(default_factory=dict)  # recorded, not limited

    @property
    def group(self) -> str:
        return self.name.partition(".")[0]

    @property
    def limit(self) -> float:
        return self.floor / self.ratio

    @property
    def is_met(self) -> bool:
        return self.value <= self.limit

    def as_json(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "value": round(self.value, 3),
            "unit": self.unit,
            "limit": round(self.limit, 3),
            "ratio": round(self.ratio, 3),
            "command": f'make bench ARGS="{self.group}"',
            "floor": round(self.floor, 3),
            "rows": self.rows,
            "db": self.db,
            "details": {name: round(value, 3) for name, value in self.details.items()},
        }


def ratio_of_absolute(limit: float, floor: float) -> float:
    """Return the ratio that makes ``floor`` allow just ``limit``, for a promise in plain numbers."""
    return floor / limit


def kept(earlier: Iterable[dict[str, Any]], measured: Iterable[Result]) -> list[dict[str, Any]]:
    """Return the rows of the file: all of ``measured``, and earlier ones of groups not run now."""
    new = [result.as_json() for result in measured]
    groups = {_group(row) for row in new}
    rows = [row for row in earlier if _group(row) not in groups]
    return sorted([*rows, *new], key=lambda row: row["name"])


def write(measured: list[Result]) -> list[dict[str, Any]]:
    """Bring the file and the table in the README up to date, and return all rows."""
    earlier = json.loads(FILE.read_text()) if FILE.exists() else []
    rows = kept(earlier, measured)
    FILE.write_text(json.dumps(rows, indent=1) + "\n")
    before, _, rest = README.read_text().partition(START)
    after = rest.partition(END)[2]
    README.write_text(f"{before}{START}\n{table(rows)}\n{END}{after}")
    return rows


def table(rows: Iterable[dict[str, Any]]) -> str:
    lines = [
        "| what | measured | limit | floor | ratio | | also |",
        "|---|--:|--:|--:|--:|---|---|",
    ]
    for row in rows:
        also = ", ".join(f"{name} {value:g}" for name, value in row["details"].items())
        verdict = "ok" if row["value"] <= row["limit"] else "**over**"
        figures = " | ".join(f"{row[key]:.2f}" for key in ("value", "limit", "floor", "ratio"))
        lines.append(f"| `{row['name']}` ({row['unit']}) | {figures} | {verdict} | {also} |")
    return "\n".join(lines)


def _group(row: dict[str, Any]) -> str:
    return str(row["name"]).partition(".")[0]
