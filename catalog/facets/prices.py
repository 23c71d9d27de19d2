"""Price bands that fit: cut where the prices of what was found lie, at round numbers."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

# Where a band may begin, in minor units: round numbers, closer where most prices are.
_ROUND: Final = (100, 150, 200, 250, 300, 400, 500, 600, 800)
LADDER: Final = (0, *(mark * 10**power for power in range(6) for mark in _ROUND))
MOST_BANDS: Final = 5


@dataclass(frozen=True, slots=True)
class Band:
    """Prices from ``low`` up to but without ``high``, in minor units; None: no upper end."""

    low: int
    high: int | None = None


def step_of(price: int) -> int:
    """Return the place of ``price`` on the ladder."""
    return len([mark for mark in LADDER if mark <= price]) - 1


def bands(counts: Mapping[int, int]) -> dict[Band, int]:
    """Return at most ``MOST_BANDS`` bands with about as many products in each, and how many.

    ``counts`` are products by the step of their price; steps with none may be left out. Cheapest
    first. The first begins at 0, the last has no end; no band is empty.
    """
    steps = sorted(step for step, count in counts.items() if count)
    if not steps:
        return {}
    share = sum(counts[step] for step in steps) / MOST_BANDS
    starts: list[int] = []
    held = 0
    for step in steps:
        if held >= share * len(starts):
            starts.append(step)
        held += counts[step]
    ends: list[int | None] = [*starts[1:], None]
    return {
        Band(LADDER[start] if place else 0, None if end is None else LADDER[end]): sum(
            counts[step] for step in steps if start <= step and (end is None or step < end)
        )
        for place, (start, end) in enumerate(zip(starts, ends, strict=True))
    }


def within(band: Band, counts: Mapping[int, int]) -> int | None:
    """Return how many of ``counts``, products by step, cost what ``band`` says.

    None if that cannot be told of steps: an end of it, which anybody may have typed, is none.
    """
    ends = {band.low, LADDER[-1] if band.high is None else band.high}
    if not ends <= {*LADDER}:
        return None
    return sum(
        count
        for step, count in counts.items()
        if band.low <= LADDER[step] and (band.high is None or LADDER[step] < band.high)
    )


def sql_step(price: str) -> str:
    """Return SQL for the place of the column ``price`` on the ladder; NULL stays NULL."""
    cases = " ".join(
        f"WHEN {price} < {high} THEN {step}" for step, (_low, high) in enumerate(pairwise(LADDER))
    )
    return f"CASE {cases} WHEN {price} IS NOT NULL THEN {len(LADDER) - 1} END"
