"""Notices that something was left: one open episode a person, with depth and likely causes (R1, R3)."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet

from cart.models import Cart
from checkout.models import Order, OrderState, Payment
from checkout.orders.transitions import move_order
from recovery.episodes import ledger
from recovery.episodes.causes import causes
from recovery.episodes.changing import move_episode
from recovery.episodes.facts import facts_of
from recovery.episodes.locking import Overtaken, lock_cart
from recovery.episodes.standing import Standing, standing_of_cart
from recovery.models import Code, Depth, Episode, EpisodeState, Scenario, Verdict
from recovery.reminding.planning import plan_reminders, tell_of_failure
from recovery.reminding.scenarios import Scenarios
from shop.core import clock
from shop.core.messaging.models import Person


def notice_left(
    *, cart_id: int, at: datetime, idle_since: datetime, scenarios: Scenarios
) -> Episode | None:
    """Open an episode for a cart, if nobody has touched it or its order since ``idle_since``.

    One transaction, safe to run twice and side by side: the cart is marked as seen by a conditional
    update. None when there is nothing to notice, or somebody else did. Raises Overtaken.
    """
    with transaction.atomic():
        lock_cart(cart_id)
        standing = standing_of_cart(cart_id)
        if standing is None or not _mark_seen(standing, idle_since):
            return None
        return _open(standing, Code.LEFT, at=at, scenarios=scenarios)


def notice_failure(*, payment: Payment, at: datetime, scenarios: Scenarios) -> Episode | None:
    """Open an episode for a payment that failed, at once, and let the person be told of it.

    Inside the caller's transaction, with the cart locked. Raises Overtaken.
    """
    cart_id = payment.order.cart_id
    standing = standing_of_cart(cart_id) if cart_id else None
    if standing is None or standing.is_ordered:
        return None
    if standing.last_payment is None or standing.last_payment.pk != payment.pk:
        return None  # another attempt has followed
    _mark_seen(standing, at)
    episode = _open(standing, Code.PAYMENT_FAILED, at=at, scenarios=scenarios)
    if episode is not None:
        tell_of_failure(episode, standing, payment, at=at)
    return episode


def _mark_seen(standing: Standing, idle_since: datetime) -> bool:
    """Mark cart and order as seen, as far as they are idle. False when one of them is still in use
    (the sweep will meet it later), or when somebody else has marked both.
    """
    rows: list[Cart | Order] = [standing.cart, *([standing.order] if standing.order else [])]
    idle = [row for row in rows if row.last_activity_at <= idle_since]
    marked = [_mark(row) for row in idle]
    return len(idle) == len(rows) and any(marked)


def _mark(row: Cart | Order) -> bool:
    """Mark ``row`` if it stands as it was read and nobody has marked it yet."""
    unseen: QuerySet[Any] = type(row).objects.filter(
        pk=row.pk,
        last_activity_at=row.last_activity_at,
        swept_until__lt=F("last_activity_at"),
    )
    return bool(unseen.update(swept_until=F("last_activity_at")))


def _open(standing: Standing, code: Code, *, at: datetime, scenarios: Scenarios) -> Episode | None:
    if standing.is_of_staff or standing.is_ordered or not standing.contents.in_cart:
        return None
    person = standing.person()
    if person is None or not _is_latest(person, standing, code, at=at):
        return None
    _reopen(standing)
    ranked = causes(facts_of(standing))
    depth = standing.depth
    scenario = scenarios.for_depth(depth)
    left_at = standing.last_activity_at
    episode = _create(
        person=person,
        cart=standing.cart,
        order=standing.order,
        scenario=scenario,
        depth=depth,
        cause=ranked[0][0],
        causes=[[cause, evidence] for cause, evidence in ranked],
        value=standing.contents.totals.total,
        left_at=left_at,
        opened_at=at,
        closes_at=_closing_time(left_at, scenario),
    )
    ledger.record(
        episode, Verdict.NOTICED, code, at=at, depth=Depth(depth).name.lower(), cause=ranked[0][0]
    )
    if depth != Depth.FAILED:  # of a failure the person is told at once, and by nothing else
        plan_reminders(episode, standing, at=at)
    return episode


def _create(**columns: Any) -> Episode:
    """Raises Overtaken where another sweep has met another cart of the person at the same moment."""
    try:
        return Episode.objects.create(**columns)
    except IntegrityError as error:
        if "episode_one_open_a_person" in str(error):
            raise Overtaken from error
        raise


def _closing_time(left_at: datetime, scenario: Scenario | None) -> datetime:
    """Return when a visit left at ``left_at`` is given up: some days after its last reminder."""
    last_delay = scenario.last_delay if scenario else timedelta()
    return left_at + clock.scaled(last_delay + timedelta(days=settings.ABANDONED_AFTER_DAYS))


def _is_latest(person: Person, standing: Standing, code: Code, *, at: datetime) -> bool:
    """Settle which visit of a person counts: the latest. Its predecessor has ended by it.

    Raises Overtaken where another sweep has ended that in this moment: by a visit before or after
    this one, which only another look will tell.
    """
    known = Episode.objects.filter(person=person, state=EpisodeState.OPEN).first()
    if known is None:
        return True
    is_same = known.cart_id == standing.cart.pk
    if known.left_at > standing.last_activity_at:
        ledger.record(known, Verdict.NOT_NOTICED, Code.LATER_VISIT, at=at, cart=standing.cart.pk)
        return False
    if is_same and known.left_at == standing.last_activity_at and code != Code.PAYMENT_FAILED:
        return False  # noticed already, by the failure of its payment
    why = Code.CAME_BACK if is_same else Code.LATER_VISIT
    returned_at = standing.last_activity_at
    if not move_episode(known, EpisodeState.RETURNED, why, at=at, returned_at=returned_at):
        raise Overtaken
    return True


def _reopen(standing: Standing) -> None:
    """Take back that an order was officially abandoned: somebody was at its cart again."""
    if standing.order is not None and standing.order.state == OrderState.ABANDONED:
        move_order(standing.order, OrderState.INITIATED, by="sweep", reason="came_back")
