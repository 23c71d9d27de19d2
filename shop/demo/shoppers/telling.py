"""Tells the past of the demo, in one transaction: all of it stands, or nothing."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import transaction
from django.test.utils import override_settings

from catalog import stock
from catalog.models import Review, Stock
from checkout.gateways.calling import transactions_not_minded
from checkout.models import Order, OrderState
from recovery.models import Scenario
from shop.core import clock
from shop.core.workers import nobody_woken
from shop.demo.shoppers.past import Past
from shop.demo.shoppers.post import Post, PostBackend

IN_STORE = 500  # units more of everything while the past is told; then the shelves are counted


def tell_past(
    *, seed: int, days: int, each: Callable[[int], object] = lambda _day: None
) -> dict[str, int]:
    """Let ``days`` days end now; return how much of what happened in them.

    All of it stands, or nothing: whoever interrupts it finds the shop as it was. ``each`` is told
    how many days have gone by. The same ``seed`` tells the same story of the same catalogue and
    the same hour.
    """
    until = clock.now()
    past = Past(seed=seed, days=days, until=until)
    with (
        nobody_woken(),
        transaction.atomic(),
        transactions_not_minded(),
        _full_store(),
        _as_time_passes(past.post),
    ):
        Scenario.objects.filter(activated_at__gt=past.days.start).update(
            activated_at=past.days.start
        )
        for moment in past.days.go_by():
            each((moment - past.days.start).days)
        past.happened["reviews"] = Review.objects.filter(author__in=past.users()).count()
        past.happened["mails"] = past.post.delivered
        past.happened["carts"] = len(past.journeys)
        bought = Order.objects.filter(cart__in=past.journeys, state=OrderState.PAID)
        past.happened["orders"] = bought.count()
        told = dict(sorted(past.happened.items()))
    past.post.put_into_mailbox()
    return told


@contextmanager
def _as_time_passes(post: Post) -> Iterator[None]:
    """Let an hour last an hour, whatever the demo does later, and ``post`` bring the mails."""
    PostBackend.post = post
    backend = f"{PostBackend.__module__}.{PostBackend.__name__}"
    with override_settings(EMAIL_BACKEND=backend, REMINDER_TRANSPORT={}, TIME_SCALE=1):
        yield


@contextmanager
def _full_store() -> Iterator[None]:
    """Sell from a full store, and count the shelves at the end: what they hold is the catalogue's."""
    shelves = dict(Stock.objects.values_list("pk", "on_hand"))
    for variant, on_hand in shelves.items():
        stock.count(variant_id=variant, on_hand=on_hand + IN_STORE)
    yield
    for row in Stock.objects.filter(pk__in=shelves):
        stock.count(variant_id=row.pk, on_hand=max(shelves[row.pk], row.reserved))
