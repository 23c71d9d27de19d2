"""Pages under gunicorn, beside plain Django that shows the same facts from the same tables.

Counted is the CPU of the web processes and of the database processes behind them.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore

from bench import database, shops
from bench.load import Request, page
from bench.results import Result
from bench.rounds import Asked, Cost, measured
from bench.searches import QUERIES
from bench.serving import FLOOR, SHOP, Server, serving
from catalog.models import Category, Product

PAGE, STRANGER, SEARCH = 0.8, 2.5, 0.6  # of the floor's throughput
LANGUAGES = ("fr", "en")
_ADDRESS_OF_PRODUCT = re.compile(rb'href="(/p/[^/"]+/)"')


@dataclass(frozen=True)
class Servers:
    shop: Server
    floor: Server


def measure() -> list[Result]:
    log = Path(settings.VAR_DIR) / "web.log"
    with serving("shop", SHOP, log) as shop, serving("floor", FLOOR, log) as floor:
        servers = Servers(shop, floor)
        found = search_page("web.search", servers, searches(), ratio=SEARCH, rows=shops.PRODUCTS)
        return [*_home(servers), *_category(servers), *_product(servers), found]


def categories() -> list[str]:
    return [
        f"/c/{slug}/" for slug in Category.objects.order_by("pk").values_list("slug", flat=True)
    ]


def _home(servers: Servers) -> list[Result]:
    return _listed("web.home", servers, ["/"], ["/cached/"])


def _category(servers: Servers) -> list[Result]:
    paths = categories()
    return _listed(
        "web.category", servers, paths, [path.replace("/c/", "/cached/") for path in paths]
    )


def _listed(name: str, servers: Servers, paths: list[str], cached: list[str]) -> list[Result]:
    """Measure a page that is shared among strangers."""
    _same_products(servers, paths)
    costs = measured(
        {
            "floor": Asked(servers.floor, requests(paths, cookie())),
            "visitor": Asked(servers.shop, requests(paths, cookie())),
            "stranger": Asked(servers.shop, requests(paths)),
            "cached": Asked(servers.floor, requests(cached)),
        }
    )
    floor = costs["floor"]
    cached_floor = {"cached floor ms": costs["cached"].cpu_ms}
    return [
        result(name, costs["visitor"], floor, PAGE),
        result(f"{name}.stranger", costs["stranger"], floor, STRANGER, cached_floor),
    ]


def _product(servers: Servers) -> list[Result]:
    slugs = Product.objects.order_by("pk").values_list("slug", flat=True)[::97]
    paths = [f"/p/{slug}/" for slug in slugs]
    _same_products(servers, paths)
    costs = measured(
        {
            "floor": Asked(servers.floor, requests(paths, cookie())),
            "visitor": Asked(servers.shop, requests(paths, cookie())),
        }
    )
    return [result("web.product", costs["visitor"], costs["floor"], PAGE)]


def searches() -> list[Request]:
    return [Request(query.address("/search/"), query.language, cookie()) for query in QUERIES]


def search_page(
    name: str, servers: Servers, asked: list[Request], *, ratio: float, rows: int
) -> Result:
    """Measure what is shown of what was found, beside the category page of the floor."""
    costs = measured(
        {
            "floor": Asked(servers.floor, requests(categories(), cookie())),
            "visitor": Asked(servers.shop, asked),
        }
    )
    return result(name, costs["visitor"], costs["floor"], ratio, rows=rows)


def result(
    name: str,
    cost: Cost,
    floor: Cost,
    ratio: float,
    also: dict[str, float] | None = None,
    *,
    rows: int = shops.PRODUCTS,
) -> Result:
    return Result(
        name=name,
        value=cost.cpu_ms,
        unit="CPU ms a page",
        floor=floor.cpu_ms,
        ratio=ratio,
        rows=rows,
        db=database.version(),
        details=cost.details() | {"floor req/s": floor.per_second} | (also or {}),
    )


def requests(paths: Iterable[str], cookie: str = "") -> list[Request]:
    return [Request(path, language, cookie) for language in LANGUAGES for path in paths]


def cookie() -> str:
    """Return the cookie of a visitor with a session, of whom the shop keeps something."""
    session = SessionStore()
    session["seen"] = 1
    session.create()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


def _same_products(servers: Servers, paths: list[str]) -> None:
    """Make sure that the floor shows as much as the shop, or it would be no measure of it."""
    for request in requests(paths[:3]):
        shown = [
            set(_ADDRESS_OF_PRODUCT.findall(page(server.port, request.encoded())))
            for server in (servers.shop, servers.floor)
        ]
        if shown[0] - {request.path.encode()} != shown[1] - {request.path.encode()}:
            message = f"{request.path} shows other products than its floor"
            raise RuntimeError(message)
