"""The calculator: a long cart with many promotions, priced without a database.

Nobody has such a cart; whoever comes near it must not wait. Every kind of promotion is there, for
everything, for brands, for shelves and for products, a few that go with no other.
"""

import random
import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime

from bench import database
from bench.results import Result, ratio_of_absolute
from bench.rounds import ROUNDS
from cart.pricing import (
    Deal,
    Item,
    Kind,
    Postage,
    Stacking,
    Targets,
    TaxRules,
    Totals,
    Visit,
    price,
)

LINES, PROMOTIONS, SEED = 100, 50, 6
LIMIT_MS = 5.0  # CPU
REPEATS = 200
VISIT = Visit(at=datetime(2026, 3, 4, 12, tzinfo=UTC), country="FR")
TAXES = TaxRules(rates={"standard": 2000, "reduced": 550})


def measure() -> list[Result]:
    items, deals = _items(), _deals()
    _check(_price(items, deals))
    floors = [_cpu_ms(lambda: _price(items, [])) for _ in range(ROUNDS)]
    values = [_cpu_ms(lambda: _price(items, deals)) for _ in range(ROUNDS)]
    everything = [_percentage(key) for key in range(PROMOTIONS)]
    floor = statistics.median(floors)
    return [
        Result(
            name="cart.price",
            value=statistics.median(values),
            unit="CPU ms a cart",
            floor=floor,
            ratio=ratio_of_absolute(LIMIT_MS, floor),
            rows=LINES,
            db=database.version(),
            details={
                "promotions": PROMOTIONS,
                "all off everything ms": _cpu_ms(lambda: _price(items, everything)),
            },
        )
    ]


def _price(items: list[Item], deals: list[Deal]) -> Totals:
    return price(items, deals=deals, visit=VISIT, delivery=_postage, taxes=TAXES)


def _postage(goods: int) -> Postage:
    return Postage(price=490 if goods < 4900 else 0, cheapest=390 if goods < 4900 else 0)


def _check(totals: Totals) -> None:
    """Stop if the promotions do not do what is to be measured."""
    if len(totals.applied) + len(totals.obstacles) != PROMOTIONS or len(totals.applied) < 10:
        message = f"{len(totals.applied)} promotions gave something: the bench measures too little"
        raise RuntimeError(message)


def _cpu_ms(job: Callable[[], object]) -> float:
    job()
    started = time.process_time()
    for _ in range(REPEATS):
        job()
    return (time.process_time() - started) * 1000 / REPEATS


def _items() -> list[Item]:
    chance = random.Random(SEED)
    return [
        Item(
            key=n,
            unit_price=chance.randint(100, 9_000),
            quantity=chance.randint(1, 5),
            tax_class=chance.choice(["standard", "reduced"]),
            product=n // 2,
            brand=n % 9,
            path=f"{n % 4:04}{n % 12:04}",
        )
        for n in range(LINES)
    ]


def _deals() -> list[Deal]:
    kinds = list(Kind)
    return [
        Deal(
            key=n,
            label=f"promotion {n}",
            kind=kinds[n % len(kinds)],
            percent=1 + n % 30,
            amount=100,
            buys=2,
            gets=1,
            bought=_targets(n),
            least_total=1_000 * (n % 3),
            stacking=[Stacking.ALONE, Stacking.UNREDUCED, *[Stacking.FREELY] * 8][n % 10],
        )
        for n in range(PROMOTIONS)
    ]


def _targets(n: int) -> Targets:
    return [
        Targets(),
        Targets(brands=frozenset({n % 9, (n + 1) % 9})),
        Targets(paths=frozenset({f"{n % 4:04}"})),
        Targets(products=frozenset(range(n, n + 10))),
        Targets(),
    ][n % 5]


def _percentage(key: int) -> Deal:
    return Deal(key=key, label=f"promotion {key}", kind=Kind.PERCENTAGE, percent=1)
