"""What people look for and look at, counted and not traced to anybody (S1.5)."""

from django.db import connection
from django.http import HttpRequest
from django.utils import timezone

from catalog.models import ProductViews, Search
from catalog.search.analyser import in_plain_words
from shop.core import clock
from shop.core.agents import is_agent
from shop.core.facts import recording
from shop.core.masking import mask_addresses

_LONGEST = 200
_LONGEST_FILTERS = 500
# One statement that both databases know: two first views of a day never collide.
_COUNT = (
    "INSERT INTO {table} (product_id, day, views) VALUES (%s, %s, 1)"
    " ON CONFLICT (product_id, day) DO UPDATE SET views = {table}.views + 1"
)


def record_search(
    *, text: str, language: str, hits: int, filters: str = "", is_sensitive: bool = False
) -> int | None:
    """Write down a search; return its key, None if it could not be written.

    An e-mail address that somebody pasted is masked first. ``filters`` is the query string of those
    that the page knows: never what else an address carried, which may say who it was given to. Of one
    that led to sensitive products alone (``is_sensitive``) only the number is kept (R13).
    """
    text = "" if is_sensitive else mask_addresses(text)
    written = Search()
    with recording("search", savepoint=False):
        written = Search.objects.create(
            text=text[:_LONGEST],
            words=in_plain_words(text)[:_LONGEST],
            language=language,
            filters="" if is_sensitive else filters[:_LONGEST_FILTERS],
            hits=hits,
        )
    return written.pk


def record_click(*, search_id: int, position: int, product_id: int | None) -> None:
    """Write down which of its hits a search led to: the first that was opened stays.

    ``position`` counts over all pages, from 1; one that the search did not have is passed over.
    ``product_id`` is None for what is sensitive (R13). One statement.
    """
    with recording("search_click", savepoint=False):
        unopened = Search.objects.filter(pk=search_id, clicked_position=None, hits__gte=position)
        unopened.update(clicked_position=position, clicked=product_id)


def count_view(product_id: int) -> None:
    """Count that somebody looked at a product."""
    day = timezone.localdate(clock.now())
    with recording("product_view", savepoint=False), connection.cursor() as cursor:
        sql = _COUNT.format(table=ProductViews._meta.db_table)  # noqa: SLF001 - the documented name
        cursor.execute(sql, [product_id, day])


def is_look(request: HttpRequest) -> bool:
    """Tell whether a person looks at a page: no script at a part of it, no guess ahead, no program."""
    is_part = request.headers.get("HX-Request") == "true"
    is_guess = "prefetch" in request.headers.get("Sec-Purpose", "")
    is_read = request.method == "GET" and not is_part and not is_guess
    return is_read and not is_agent(request)
