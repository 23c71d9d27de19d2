"""Notices what was left: one open episode a person, with depth and likely causes (R1, R3).

Many carts at once: each step is a few queries for all of them.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F

from cart.models import Cart
from checkout.models import Order, OrderState, Payment
from checkout.orders.transitions import move_order
from recovery.episodes import ledger
from recovery.episodes.causes import Ranked, causes
from recovery.episodes.changing import move_episode
from recovery.episodes.facts import facts_of
from recovery.episodes.locking import Overtaken
from recovery.episodes.standing import Standing, standing_of_cart, standings_unseen
from recovery.episodes.visits import Visit, visits_of
from recovery.models import Code, Depth, Episode, EpisodeState, Scenario, Verdict
from recovery.reminding.planning import plan_reminders, tell_of_failure
from recovery.reminding.scenarios import Scenarios
from recovery.webhooks.catalogue import WebhookEvent
from recovery.webhooks.recording import record_episodes
from shop.core import clock
from shop.core.rows.writing import insert, new


def notice_left(
    *, cart_ids: Collection[int], at: datetime, idle_since: datetime, scenarios: Scenarios
) -> list[Episode]:
    """Open an episode for each cart, if nobody has touched it or its order since ``idle_since``.

    One transaction, safe to run twice and side by side: carts are marked as seen behind a lock, and
    those that somebody else has are passed over. Raises Overtaken; nothing was written then.
    """
    with transaction.atomic():
        known = standings_unseen(cart_ids)
        if not known:
            return []  # another sweep has them all
        left = _mark_seen(list(known.values()), idle_since)
        return _open(left, Code.LEFT, at=at, scenarios=scenarios)


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
    _mark_seen([standing], at)
    for episode in _open([standing], Code.PAYMENT_FAILED, at=at, scenarios=scenarios):
        tell_of_failure(episode, standing, payment, at=at)
        return episode
    return None


def _mark_seen(known: Sequence[Standing], idle_since: datetime) -> list[Standing]:
    """Mark locked carts and orders as seen, as far as they are idle; return what was left just now.

    A cart or order that is still in use the sweep will meet later, and both of them with it.
    """
    left, unseen = [], []
    for standing in known:
        rows: list[Cart | Order] = [standing.cart]
        rows += [standing.order] if standing.order else []
        idle = [row for row in rows if row.last_activity_at <= idle_since]
        new = [row for row in idle if row.swept_until < row.last_activity_at]
        unseen += new
        if new and len(idle) == len(rows):
            left.append(standing)
    for model in (Cart, Order):
        pks = {row.pk for row in unseen if isinstance(row, model)}
        model.objects.filter(pk__among=pks).update(swept_until=F("last_activity_at"))
    return left


def _open(
    left: Iterable[Standing], code: Code, *, at: datetime, scenarios: Scenarios
) -> list[Episode]:
    """Open an episode for each visit, and plan what the latest one of each person is written.

    Planning comes last: it locks people, and who ends a former visit locks messages before (M3).
    """
    opened: list[tuple[Episode, Standing]] = []
    for visits in _a_person_each(visits_of(left)):
        opened += _open_visits(visits, code, at=at, scenarios=scenarios)
    latest = {episode.person_id: (episode, standing) for episode, standing in opened}
    # Of a failure the person is told at once, and by nothing else.
    to_remind = [each for each in latest.values() if each[0].depth != Depth.FAILED]
    ledger.write(plan_reminders(to_remind, at=at))
    return [episode for episode, _standing in opened]


def _a_person_each(visits: Iterable[Visit]) -> Iterator[list[Visit]]:
    """Part ``visits`` so that each person is met once at a time, with the earliest visit first.

    People come in the order of their keys: two sweeps that meet the same ones wait for one another
    in that order.
    """
    theirs = defaultdict(list)
    for visit in sorted(visits, key=lambda each: each.standing.last_activity_at, reverse=True):
        theirs[visit.person_id].append(visit)
    while people := sorted(pk for pk, rest in theirs.items() if rest):
        yield [theirs[pk].pop() for pk in people]


def _open_visits(
    visits: Sequence[Visit], code: Code, *, at: datetime, scenarios: Scenarios
) -> list[tuple[Episode, Standing]]:
    latest = _latest(visits, code, at=at)
    for visit in latest:
        _reopen(visit.standing)
    facts = facts_of([visit.standing for visit in latest])
    episodes = [
        _episode(visit, code, causes(seen), scenarios, at)
        for visit, seen in zip(latest, facts, strict=True)
    ]
    create(episodes, at=at)
    return [(episode, visit.standing) for episode, visit in zip(episodes, latest, strict=True)]


def _episode(
    visit: Visit, code: Code, ranked: Ranked, scenarios: Scenarios, at: datetime
) -> Episode:
    standing = visit.standing
    depth, left_at = standing.depth, standing.last_activity_at
    scenario = scenarios.for_depth(depth)
    episode = new(
        Episode,
        person_id=visit.person_id,
        cart_id=standing.cart.pk,
        order_id=standing.order.pk if standing.order else None,
        noticed_for=code,
        depth=depth,
        cause=ranked[0][0],
        causes=[[cause, evidence] for cause, evidence in ranked],
        value=standing.glance.goods,
        left_at=left_at,
        opened_at=at,
        closes_at=closing_time(left_at, scenario),
    )
    episode.scenario = scenario
    return episode


def create(episodes: Sequence[Episode], *, at: datetime) -> None:
    """Write episodes down, and tell who follows them outside.

    Raises Overtaken where another sweep has met another visit of a person at the same moment.
    """
    try:
        insert(episodes)
    except IntegrityError as error:
        if "episode_one_open_a_person" in str(error):
            raise Overtaken from error
        raise
    record_episodes(WebhookEvent.CART_ABANDONED, episodes, at=at)


def closing_time(left_at: datetime, scenario: Scenario | None) -> datetime:
    """Return when a visit left at ``left_at`` is given up: some days after its last reminder."""
    last_delay = scenario.last_delay if scenario else timedelta()
    return left_at + clock.scaled(last_delay + timedelta(days=settings.ABANDONED_AFTER_DAYS))


def _latest(visits: Sequence[Visit], code: Code, *, at: datetime) -> list[Visit]:
    """Return the visits that count: each the latest of its person, whose former one ends by it."""
    people = {visit.person_id for visit in visits}
    open_ones = Episode.objects.filter(person__pk__among=people, state=EpisodeState.OPEN)
    known = {episode.person_id: episode for episode in open_ones.order_by("pk")}
    return [v for v in visits if _is_latest(v.standing, known.get(v.person_id), code, at=at)]


def _is_latest(standing: Standing, known: Episode | None, code: Code, *, at: datetime) -> bool:
    """Settle which visit of a person counts, this one or the ``known`` open one.

    Raises Overtaken where another sweep has ended that in this moment: by a visit before or after
    this one, which only another look will tell.
    """
    if known is None:
        return True
    is_same = known.cart_id == standing.cart.pk
    is_outranked = known.depth == Depth.PRODUCT  # by a cart, however early that was left
    if known.left_at > standing.last_activity_at and not is_outranked:
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
