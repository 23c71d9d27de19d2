"""The search and its page among ten times as many products, beside the floor of that size."""

from pathlib import Path

from django.conf import settings

from bench import search, web
from bench.results import Result
from bench.serving import FLOOR, SHOP, serving
from bench.shops import MANY_PRODUCTS

PAGE = 0.4  # of the category floor's throughput at this size
QUERY = 1 / (1 / PAGE - 1)  # as for fewer products: what a page may take beyond one such floor


def measure_page() -> list[Result]:
    log = Path(settings.VAR_DIR) / "web.log"
    with serving("shop", SHOP, log) as shop, serving("floor", FLOOR, log) as floor:
        servers = web.Servers(shop, floor)
        name = f"web.search.{MANY_PRODUCTS}"
        return [web.search_page(name, servers, web.searches(), ratio=PAGE, rows=MANY_PRODUCTS)]


def measure_query() -> list[Result]:
    return [search.query(f"search.query.{MANY_PRODUCTS}", ratio=QUERY, rows=MANY_PRODUCTS)]
