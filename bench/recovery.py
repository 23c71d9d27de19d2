"""Noticing what was left, and writing about it: by what is due, not by what exists (design.md).

All is elapsed time, with the database's commits and the mail server's answers: it is what a shop
with thousands of abandoned carts waits for.
"""

import gc
import os
import statistics
import time
from collections.abc import Callable
from functools import partial
from multiprocessing import get_context

from django.db import connections
from django.db.models import F

from bench import abandoned, claims, database, mail
from bench.processes import cpu_ms
from bench.results import Result
from cart.models import Cart
from recovery.models import Episode
from recovery.reminding.planning import REMINDER
from recovery.sweeping import HANDFUL, sweep
from shop.core import clock
from shop.core.messaging.models import Message, State

SIZES = (10_000, 100_000, 1_000_000, 10_000_000)  # carts
DUE = 200  # of them, in each sweep that is timed
ROUNDS = 5
WORKERS = 2  # one a core
LEFT_BEFORE = 2 * HANDFUL
LEFT_AT_ONCE = 6_000
SENT = 1_000  # a round
PLANNED_A_CLAIM = 3_000 / 80_000  # design.md
FLAT = 1 / 1.2

_numbers = iter(range(0, 100_000_000, 1_000_000))


def measure() -> list[Result]:
    abandoned.open_shop()
    with mail.sink():
        few = {SIZES[0]: _ms_among(SIZES[0])}
        return [_planning(), _sending(), _sweeps(few)]


def _planning() -> Result:
    """Let two sweeps notice what thousands left, side by side, as two workers would.

    Each has noticed some before: workers run for weeks, and their first rows take them half as long
    again. In turns with bare claims of rows that are due, 70,000 to 90,000 a second where 3,000
    episodes were promised.
    """
    claims.prepare()
    values, cpu, floors = [], [], []
    for _ in range(ROUNDS):
        floors.append(claims.ms_a_row())
        elapsed, used = _side_by_side(_sweep_all, _leave)
        if Episode.objects.count() < (LEFT_BEFORE + LEFT_AT_ONCE) * (len(values) + 1):
            message = "the sweeps left something over"
            raise RuntimeError(message)
        values.append(elapsed * 1000 / LEFT_AT_ONCE)
        cpu.append(used / LEFT_AT_ONCE)
    value = statistics.median(values)
    return Result(
        name="recovery.plan",
        value=value,
        unit="ms an episode",
        floor=statistics.median(floors),
        ratio=PLANNED_A_CLAIM,
        rows=LEFT_AT_ONCE,
        db=database.version(),
        details={"episodes/s": 1000 / value, "CPU ms of the sweeps": statistics.median(cpu)},
    )


def _leave(count: int) -> None:
    abandoned.leave(count, first=next(_numbers))


def _sweep_all() -> None:
    while sweep(at=clock.now())["noticed"]:
        pass


def _side_by_side(work: Callable[[], None], prepare: Callable[[int], None]) -> tuple[float, float]:
    """Run ``work`` in ``WORKERS`` processes that begin together; return seconds, and their CPU ms.

    Twice, on a few rows and on many; the second time counts.
    """
    prepare(LEFT_BEFORE)
    connections.close_all()
    context = get_context("fork")
    start, used = context.Barrier(WORKERS + 1), context.Queue()

    def run() -> None:
        Cart.objects.exists()  # connect
        gc.freeze()  # as workers do
        start.wait()
        work()
        start.wait()
        start.wait()
        before = cpu_ms([os.getpid()])
        work()
        used.put(cpu_ms([os.getpid()]) - before)

    processes = [context.Process(target=run) for _ in range(WORKERS)]
    for process in processes:
        process.start()
    start.wait()
    start.wait()  # the few are done
    prepare(LEFT_AT_ONCE)
    connections.close_all()
    start.wait()
    started = time.perf_counter()
    total = sum(used.get() for _ in processes)
    elapsed = time.perf_counter() - started
    for process in processes:
        process.join()
    return elapsed, total


def _sending() -> Result:
    """Let one worker send reminders: gate, render, claim, hand over, record.

    In turns with Django, which hands over one of these mails again and again.
    """
    Message.objects.filter(state=State.DUE).update(due_at=clock.now())
    database.settled()
    values, floors, slowest = [], [], []
    for _ in range(ROUNDS):
        floors.append(mail.ms_each(SENT, partial(mail.hand_over, SENT, REMINDER)))
        values.append(mail.ms_each(SENT, partial(mail.send, SENT)))
        slowest.append(_slowest_seconds())
    value, floor = statistics.median(values), statistics.median(floors)
    return Result(
        name="recovery.send",
        value=value,
        unit="ms a reminder",
        floor=floor,
        ratio=mail.SENT_A_HAND_OVER,
        rows=SENT,
        db=database.version(),
        details={
            "reminders/s": 1000 / value,
            "floor mails/s": 1000 / floor,
            "claim to sent, slowest s": statistics.median(slowest),
        },
    )


def _slowest_seconds() -> float:
    sent = Message.objects.filter(state=State.SENT).order_by("-sent_at")
    waits = sent.annotate(wait=F("sent_at") - F("attempted_at")).values_list("wait", flat=True)
    slowest: float = max(wait.total_seconds() for wait in waits[:SENT])
    return slowest


def _sweeps(found: dict[int, float]) -> Result:
    """Time a sweep with the same carts due among ever more of them that were seen long ago."""
    found |= {size: _ms_among(size) for size in SIZES[1:]}
    return Result(
        name="recovery.sweep",
        value=found[SIZES[-1]],
        unit=f"ms for {DUE} carts",
        floor=found[SIZES[0]],
        ratio=FLAT,
        rows=SIZES[-1],
        db=database.version(),
        details={f"among {size}": ms for size, ms in found.items()},
    )


def _ms_among(size: int) -> float:
    abandoned.grow(size - Cart.objects.count(), until=clock.now() - abandoned.LONG_AGO)
    found = statistics.median(_sweep_ms() for _ in range(ROUNDS))
    print(f"{size} carts: {found:.1f} ms for {DUE} that were left", flush=True)
    return found


def _sweep_ms() -> float:
    abandoned.leave(DUE, first=next(_numbers))
    started = time.perf_counter()
    done = sweep(at=clock.now())
    elapsed = time.perf_counter() - started
    if done["noticed"] != DUE:
        message = f"a sweep noticed {done['noticed']} of {DUE}"
        raise RuntimeError(message)
    return elapsed * 1000
