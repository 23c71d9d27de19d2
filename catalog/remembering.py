"""What people looked at, remembered for those who chose so, and for nobody else (S1.5, P1, P2).

The choice is a consent of a Person; that an account has made it, ``User.remembered_as`` says, which
each page has read already. Whatever changes that changes it first and the views after it: a look
that is written down in the same moment reads it anew, and waits.
"""

from datetime import datetime, timedelta
from typing import Any, Final, Literal

from allauth.account.models import EmailAddress
from django.db import connection, transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.signals import post_delete

from catalog.models import RememberedSearch, RememberedView
from catalog.sensitive import is_sensitive
from shop.core import clock
from shop.core.facts import recording
from shop.core.messaging.models import Consent, Person, Purpose
from shop.core.messaging.people import moves_on_merge, person_for
from shop.core.messaging.permissions import has_consented, record_consent
from shop.core.users.models import User

MOST: Final = 50  # products a person
KEPT_DAYS: Final = 90  # since they were last looked at (P3)
ONE_LOOK: Final = timedelta(minutes=30)  # who looks again within it is still looking

# One statement that both databases know. It reads the choice of the account as it is now. On
# PostgreSQL it waits for a merge or a withdrawal under way, in the order of their locks, person
# before account, and then finds what they left; on SQLite nobody else writes meanwhile.
_REMEMBER: Final = """
INSERT INTO {views} (person_id, product_id, times, first_at, last_at, swept_until)
SELECT person.id, %s, 1, %s, %s, %s
FROM {people} AS person JOIN {users} AS account ON account.remembered_as_id = person.id
WHERE account.id = %s {lock}
ON CONFLICT (person_id, product_id) DO UPDATE SET
    times = {views}.times + CASE WHEN {views}.last_at <= %s THEN 1 ELSE 0 END,
    last_at = excluded.last_at
"""
_LOCK: Final = "FOR KEY SHARE OF person FOR SHARE OF account"


class Unconfirmed(Exception):
    """The account has not confirmed its address, which may be anybody's."""


def start_remembering(*, user: User, text_version: str, language: str, source: str) -> Consent:
    """Remember from now on what ``user`` looks at, as they chose. Raises Unconfirmed."""
    if not EmailAddress.objects.filter(user=user, email__iexact=user.email, verified=True).exists():
        raise Unconfirmed
    with transaction.atomic():
        consent = _decide(person_for(user.email), "yes", text_version, language, source)
        User.objects.filter(pk=user.pk).update(remembered_as=consent.person)
    user.remembered_as = consent.person
    return consent


def stop_remembering(*, user: User, text_version: str, language: str, source: str) -> int:
    """Remember nothing more, and erase what was remembered; return how many products and searches."""
    if user.remembered_as is None:
        return 0
    with transaction.atomic():
        consent = _decide(user.remembered_as, "no", text_version, language, source)
        erased = _stop(consent.person)
    user.remembered_as = None
    return erased


def remember_view(*, user: User, product_id: int) -> None:
    """Write down that ``user`` looked at a product, if they chose so: two statements, else none.

    The caller leaves out what is sensitive. Never fails a request (R17).
    """
    if user.remembered_as_id is None:
        return
    now = clock.now()
    with recording("remembered_view", savepoint=False):
        _write(user.pk, product_id, now)
        _beyond_most(user.remembered_as_id).delete()


def forget_view(*, user: User, product_id: int) -> bool:
    """Erase that ``user`` looked at one product."""
    mine = RememberedView.objects.filter(person=user.remembered_as_id, product=product_id)
    return bool(mine.delete()[0])


def forget_views(*, user: User) -> int:
    """Erase all that ``user`` looked at; what they look at next is remembered again."""
    return RememberedView.objects.filter(person=user.remembered_as_id).delete()[0]


def forget_views_of(person: Person) -> int:
    """Erase the same for whoever has a link of ours instead of an account at hand."""
    return RememberedView.objects.filter(person=person).delete()[0]


def forget_sensitive_views() -> int:
    """Erase what was remembered of products that are sensitive by now (R13)."""
    return RememberedView.objects.filter(is_sensitive("product__")).delete()[0]


def forget_old_views(*, at: datetime, limit: int) -> int:
    """Erase at most ``limit`` of what was last looked at ``KEPT_DAYS`` before ``at``; return how
    many. Safe to run by any number, at any time; meant for once a day, since it reads all.

    It also erases what no rule lets stand: of sensitive products, and of people whom no account
    remembers any more. Those are few, and no more than ``limit`` each.
    """
    views = RememberedView.objects
    owner = User.objects.filter(remembered_as=OuterRef("person"))
    due = (
        views.filter(last_at__lt=at - timedelta(days=KEPT_DAYS)),
        views.filter(~Exists(owner)),
        views.filter(is_sensitive("product__")),
    )
    return sum(_erase(rows.order_by("pk")[:limit]) for rows in due)


@moves_on_merge
def move_views(kept: Person, merged: Person) -> None:
    """Put both memories together; whoever of the two said no last, both are forgotten."""
    User.objects.filter(remembered_as=merged).update(remembered_as=kept)
    theirs = RememberedView.objects.filter(person=merged)
    if not has_consented(kept.pk, Purpose.VIEWS):
        theirs.delete()
        _stop(kept)
        return
    known = {view.product_id: view for view in RememberedView.objects.filter(person=kept)}
    for view in theirs.filter(product__in=known):
        same = known[view.product_id]
        RememberedView.objects.filter(pk=same.pk).update(
            times=same.times + view.times,
            first_at=min(same.first_at, view.first_at),
            last_at=max(same.last_at, view.last_at),
            swept_until=max(same.swept_until, view.swept_until),
        )
        view.delete()
    theirs.update(person=kept)
    _beyond_most(kept.pk).delete()


def connect() -> None:
    """Let what was remembered go with the account, in its transaction."""
    post_delete.connect(_account_gone, sender=User, dispatch_uid="remembered views")


def _account_gone(instance: User, **_kwargs: Any) -> None:
    person = instance.remembered_as_id
    if person and not User.objects.filter(remembered_as=person).exists():
        _erase_all_of(person)


def _decide(
    person: Person, answer: Literal["yes", "no"], text_version: str, language: str, source: str
) -> Consent:
    return record_consent(
        person=person,
        purpose=Purpose.VIEWS,
        is_given=answer == "yes",
        text_version=text_version,
        language=language,
        source=source,
    )


def _stop(person: Person) -> int:
    User.objects.filter(remembered_as=person).update(remembered_as=None)
    return _erase_all_of(person.pk)


def _erase_all_of(person_id: int) -> int:
    searches = RememberedSearch.objects.filter(person=person_id).delete()[0]
    return searches + RememberedView.objects.filter(person=person_id).delete()[0]


def _write(user_id: int, product_id: int, now: datetime) -> None:
    # Documented names of the tables.
    views, people, users = (m._meta.db_table for m in (RememberedView, Person, User))  # noqa: SLF001
    lock = _LOCK if connection.features.has_select_for_update else ""
    sql = _REMEMBER.format(views=views, people=people, users=users, lock=lock)
    since, at, never = map(
        connection.ops.adapt_datetimefield_value, (now - ONE_LOOK, now, clock.long_ago())
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [product_id, at, at, never, user_id, since])


def _beyond_most(person_id: int) -> QuerySet[RememberedView]:
    """Return what a person looked at before the newest ``MOST`` products."""
    newest = RememberedView.objects.filter(person=person_id).order_by("-last_at", "-pk")
    return RememberedView.objects.filter(pk__in=newest.values("pk")[MOST:])


def _erase(rows: QuerySet[RememberedView]) -> int:
    return RememberedView.objects.filter(pk__in=list(rows.values_list("pk", flat=True))).delete()[0]
