"""What people searched for, remembered for those who chose so with the products they look at (S1.4).

It is the same choice, ``catalog.remembering``, in the words of today: who chose it by older ones, which
spoke of products alone, is asked anew. Nothing is kept of a search that found sensitive products alone
(R13), nor of a text in which there may be an e-mail address or a phone number.
"""

from datetime import datetime, timedelta
from typing import Final

from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet

from catalog.models import RememberedSearch
from catalog.search.analyser import in_plain_words
from shop.core import clock
from shop.core.facts import recording
from shop.core.masking import tells_how_to_reach
from shop.core.messaging.models import Consent, Person, Purpose
from shop.core.messaging.people import moves_on_merge
from shop.core.messaging.permissions import has_consented
from shop.core.users.models import User

MOST: Final = 20  # searches a person
KEPT_DAYS: Final = 90  # since each was last made (P3)
# The words of the choice that speak of searches. Whoever rewrites them adds theirs.
PROMISED_BY: Final = ("looked-at-and-searched-for-2026-11",)
_LONGEST: Final = 200
_LONGEST_FILTERS: Final = 500

# As for views: one statement, which reads the account's choice as it is now and waits for whoever
# changes it. Here it reads as well by which words it was made.
_REMEMBER: Final = """
INSERT INTO {searches} (person_id, text, words, language, filters, hits, last_at)
SELECT person.id, %s, %s, %s, %s, %s, %s
FROM {people} AS person JOIN {users} AS account ON account.remembered_as_id = person.id
WHERE account.id = %s AND (
    SELECT text_version FROM {consents} WHERE person_id = person.id AND purpose = %s
    ORDER BY recorded_at DESC, id DESC LIMIT 1
) IN ({versions}) {lock}
ON CONFLICT (person_id, words) DO UPDATE SET
    text = excluded.text, language = excluded.language, filters = excluded.filters,
    hits = excluded.hits, last_at = excluded.last_at
"""
_LOCK: Final = "FOR KEY SHARE OF person FOR SHARE OF account"


def remember_search(*, user: User, text: str, language: str, hits: int, filters: str = "") -> None:
    """Write down what ``user`` searched for, if they chose so: two statements, else none.

    ``filters`` is the query string by which the page asks for the same again, but for the words. The
    caller leaves out what found sensitive products alone. Never fails a request (R17).
    """
    normalised = normal(text)
    if user.remembered_as_id is None or not normalised or tells_how_to_reach(text):
        return
    if len(filters) > _LONGEST_FILTERS:  # half of them would ask for something else
        return
    with recording("remembered_search", savepoint=False):
        row: list[str | int] = [
            " ".join(text.split())[:_LONGEST],
            normalised,
            language,
            filters,
            hits,
        ]
        _write(user.pk, row, clock.now())
        _beyond_most(user.remembered_as_id).delete()


def normal(text: str) -> str:
    """Return the words of ``text`` by which two searches are the same, and begin the same."""
    return in_plain_words(text)[:_LONGEST]


def are_promised(user: User) -> bool:
    """Tell whether the words by which ``user`` made the choice spoke of searches: one query."""
    if user.remembered_as_id is None:
        return False
    said = Consent.objects.filter(person=user.remembered_as_id, purpose=Purpose.VIEWS)
    newest = said.order_by("-recorded_at", "-pk").values_list("text_version", flat=True)
    return newest.first() in PROMISED_BY


def forget_search(*, user: User, search_id: int) -> bool:
    """Erase one of the searches of ``user``."""
    mine = RememberedSearch.objects.filter(person=user.remembered_as_id, pk=search_id)
    return bool(mine.delete()[0])


def forget_searches(*, user: User) -> int:
    """Erase all that ``user`` searched for; what they search for next is remembered again."""
    return RememberedSearch.objects.filter(person=user.remembered_as_id).delete()[0]


def forget_old_searches(*, at: datetime, limit: int) -> int:
    """Erase at most ``limit`` of what was last made ``KEPT_DAYS`` before ``at``, and as many of people
    whom no account remembers any more; return how many. Safe to run by any number, at any time.
    """
    searches = RememberedSearch.objects
    owner = User.objects.filter(remembered_as=OuterRef("person"))
    due = (
        searches.filter(last_at__lt=at - timedelta(days=KEPT_DAYS)),
        searches.filter(~Exists(owner)),
    )
    return sum(_erase(rows.order_by("pk")[:limit]) for rows in due)


@moves_on_merge
def move_searches(kept: Person, merged: Person) -> None:
    """Put both memories together; whoever of the two said no last, both are forgotten."""
    theirs = RememberedSearch.objects.filter(person=merged)
    if not has_consented(kept.pk, Purpose.VIEWS):
        RememberedSearch.objects.filter(person__in=[kept, merged]).delete()
        return
    known = dict(RememberedSearch.objects.filter(person=kept).values_list("words", "last_at"))
    for search in theirs.filter(words__in=known):
        mine = RememberedSearch.objects.filter(person=kept, words=search.words)
        older = mine if known[search.words] < search.last_at else theirs.filter(pk=search.pk)
        older.delete()
    theirs.update(person=kept)
    _beyond_most(kept.pk).delete()


def _write(user_id: int, row: list[str | int], now: datetime) -> None:
    # Documented names of the tables.
    models = (RememberedSearch, Person, User, Consent)
    searches, people, users, consents = (m._meta.db_table for m in models)  # noqa: SLF001
    sql = _REMEMBER.format(
        searches=searches,
        people=people,
        users=users,
        consents=consents,
        versions=", ".join(["%s"] * len(PROMISED_BY)),
        lock=_LOCK if connection.features.has_select_for_update else "",
    )
    at = connection.ops.adapt_datetimefield_value(now)
    with connection.cursor() as cursor:
        cursor.execute(sql, [*row, at, user_id, Purpose.VIEWS.value, *PROMISED_BY])


def _beyond_most(person_id: int) -> QuerySet[RememberedSearch]:
    """Return what a person searched for before the newest ``MOST``."""
    newest = RememberedSearch.objects.shown(person_id).values("pk")
    return RememberedSearch.objects.filter(pk__in=newest[MOST:])


def _erase(rows: QuerySet[RememberedSearch]) -> int:
    keys = list(rows.values_list("pk", flat=True))
    return RememberedSearch.objects.filter(pk__in=keys).delete()[0]
