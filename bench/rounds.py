"""Measures several things in turn, A B A B …, so that a noisy moment hits all of them alike."""

import statistics
from dataclasses import dataclass

from bench.load import Answered, Request, load
from bench.serving import Server

ROUNDS = 3
SECONDS = 2.0
WARM_UP_SECONDS = 1.0


@dataclass(frozen=True)
class Asked:
    """Pages asked of one server."""

    server: Server
    requests: list[Request]


@dataclass(frozen=True)
class Cost:
    """What one page took: the median of the rounds."""

    cpu_ms: float
    per_second: float
    p50_ms: float
    p95_ms: float

    def details(self) -> dict[str, float]:
        return {"req/s": self.per_second, "p50 ms": self.p50_ms, "p95 ms": self.p95_ms}


def measured(subjects: dict[str, Asked]) -> dict[str, Cost]:
    for asked in subjects.values():
        load(asked.server.port, asked.requests, seconds=WARM_UP_SECONDS)
    rounds: dict[str, list[tuple[float, Answered]]] = {name: [] for name in subjects}
    for _ in range(ROUNDS):
        for name, asked in subjects.items():
            before = asked.server.cpu_ms()
            answered = load(asked.server.port, asked.requests, seconds=SECONDS)
            rounds[name].append(((asked.server.cpu_ms() - before) / answered.count, answered))
    return {name: _median(found) for name, found in rounds.items()}


def _median(rounds: list[tuple[float, Answered]]) -> Cost:
    return Cost(
        cpu_ms=statistics.median(cpu for cpu, _ in rounds),
        per_second=statistics.median(a.count / a.seconds for _, a in rounds),
        p50_ms=statistics.median(a.percentile_ms(50) for _, a in rounds),
        p95_ms=statistics.median(a.percentile_ms(95) for _, a in rounds),
    )
