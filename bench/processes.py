"""What processes use of the processor, read from /proc."""

import os
from collections.abc import Iterable
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")


def cpu_ms(pids: Iterable[int]) -> float:
    """Return the milliseconds of CPU that these processes have used so far, all threads."""
    return sum(_ticks(pid) for pid in pids) * 1000 / _TICKS


def family(pid: int) -> list[int]:
    """Return ``pid`` and the processes below it."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(below for child in children for below in family(int(child)))]


def _ticks(pid: int) -> int:
    # The name, in brackets, may hold spaces; user and system time are fields 14 and 15.
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])
