"""The search itself, without a page around it, and how long its index takes to make.

Counted is the CPU of this process and of the database process behind it.
"""

import os
import statistics
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from django.conf import settings
from django.db import connection

from bench import database, embedded, processes, shops
from bench.load import Request, load
from bench.results import Result
from bench.rounds import ROUNDS, SECONDS, WARM_UP_SECONDS
from bench.searches import PAGE_SIZE, QUERIES, search_all
from bench.serving import FLOOR, SHOP, Server, serving
from bench.web import SEARCH, Servers, categories, cookie, requests, search_page
from catalog.models import Product, SearchDocument
from catalog.search import search
from catalog.search.indexing import BATCH, index_products

# A search page may take 1 / 0.6 of the category floor: what it may take beyond one such floor is
# left for the search itself.
QUERY = 1 / (1 / SEARCH - 1)
SUGGESTION = 3.9 / 5  # design.md: 5 ms where the category floor takes 3.9
# To read and to write the rows alone is the floor; the words of two languages may take as much
# again, three times.
REBUILD = 0.25


def measure() -> list[Result]:
    sqlite = {"SQLite ms": embedded.measured(Path(settings.VAR_DIR))}
    found = query("search.query", ratio=QUERY, rows=shops.PRODUCTS, also=sqlite)
    return [found, _suggestion(), _rebuild()]


def _suggestion() -> Result:
    """Measure the list below the search box, made anew: a visitor's is kept for nobody."""
    log = Path(settings.VAR_DIR) / "suggest.log"
    asked = [
        Request(query.address("/search/suggest/"), query.language, cookie(), is_part=True)
        for query in QUERIES
    ]
    with serving("shop", SHOP, log) as shop, serving("floor", FLOOR, log) as floor:
        servers = Servers(shop, floor)
        return search_page("search.suggest", servers, asked, ratio=SUGGESTION, rows=shops.PRODUCTS)


def query(name: str, *, ratio: float, rows: int, also: dict[str, float] | None = None) -> Result:
    """Measure the search by itself, beside the category floor of a shop of ``rows`` products."""
    with serving("floor", FLOOR, Path(settings.VAR_DIR) / "search.log") as server:
        asked = requests(categories(), cookie())
        load(server.port, asked, seconds=WARM_UP_SECONDS)
        search_all()
        floors, values, elapsed = [], [], []
        for _ in range(ROUNDS):
            floors.append(_floor_ms(server, asked))
            cpu, seconds = _search_ms()
            values.append(cpu)
            elapsed.append(seconds)
    slowest = max(_slowest().items(), key=lambda found: found[1])
    return Result(
        name=name,
        value=statistics.median(values),
        unit="CPU ms a search",
        floor=statistics.median(floors),
        ratio=ratio,
        rows=rows,
        db=database.version(),
        details={"ms": statistics.median(elapsed), f"slowest ({slowest[0]}) ms": slowest[1]}
        | (also or {}),
    )


def _floor_ms(server: Server, asked: list) -> float:
    before = server.cpu_ms()
    answered = load(server.port, asked, seconds=SECONDS)
    return (server.cpu_ms() - before) / answered.count


def _search_ms() -> tuple[float, float]:
    """Return CPU and elapsed milliseconds a search."""
    started, before, rounds = time.perf_counter(), _own_cpu_ms(), 0
    while time.perf_counter() - started < SECONDS:
        search_all()
        rounds += 1
    count = rounds * len(QUERIES)
    elapsed = (time.perf_counter() - started) * 1000
    return (_own_cpu_ms() - before) / count, elapsed / count


def _slowest() -> dict[str, float]:
    """Return the elapsed milliseconds of each query, the median of some."""
    found = {}
    for query in QUERIES:
        times = []
        for _ in range(5):
            started = time.perf_counter()
            search(query.text, language=query.language, limit=PAGE_SIZE)
            times.append((time.perf_counter() - started) * 1000)
        found[query.text] = statistics.median(times)
    return found


def _rebuild() -> Result:
    """Index the products in three parts, each after its floor."""
    keys = list(Product.objects.order_by("pk").values_list("pk", flat=True))
    floors, values = [], []
    for part in (keys[start::ROUNDS] for start in range(ROUNDS)):
        ready = list(SearchDocument.objects.filter(pk__in=part).order_by("pk"))
        floors.append(_cpu_ms_of(partial(_write_ready, ready)) / len(part))
        values.append(_cpu_ms_of(partial(index_products, part)) / len(part))
    return Result(
        name="search.rebuild",
        value=statistics.median(values),
        unit="CPU ms a product",
        floor=statistics.median(floors),
        ratio=REBUILD,
        rows=shops.PRODUCTS,
        db=database.version(),
    )


def _write_ready(documents: list[SearchDocument]) -> None:
    """Read what a document is made of and write words that are there already."""
    for start in range(0, len(documents), BATCH):
        batch = documents[start : start + BATCH]
        list(
            Product.objects.filter(pk__in=[document.pk for document in batch])
            .select_related("brand", "category")
            .prefetch_related("attributes__attribute", "variants__option_values__attribute")
        )
        SearchDocument.objects.bulk_create(
            batch, update_conflicts=True, unique_fields=["product"], update_fields=["words"]
        )


def _cpu_ms_of(work: Callable[[], None]) -> float:
    before = _own_cpu_ms()
    work()
    return _own_cpu_ms() - before


def _own_cpu_ms() -> float:
    """Return the CPU of this process and of the database process of its connection."""
    connection.ensure_connection()
    return processes.cpu_ms([os.getpid(), *database.backends(os.environ["PGAPPNAME"])])
