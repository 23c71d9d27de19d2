"""What recovery asks at the gate: read anew each time, at planning and as the message goes (R7)."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from checkout.models import Payment, PaymentState
from checkout.models.payment import OPEN
from recovery.episodes.buying import Purchase, purchases_since
from recovery.episodes.standing import Standing, has_failed, payments_of, standings
from recovery.models import Episode, EpisodeState
from recovery.reminding.planning import PAYMENT_FAILED, REMINDER
from recovery.reminding.subjects import subjects_of
from shop.core.messaging.gate import Answers, Case, Objection, rule_for_many
from shop.core.messaging.reasons import Reason

BANK_PAUSE = timedelta(minutes=15)  # how long a payment that nobody settled is waited for at a time

LeftCart = tuple[Episode, Standing | None]  # and how it stands now; None: erased

CLOSED = {
    EpisodeState.RETURNED: Reason.CAME_BACK,
    EpisodeState.RECOVERED: Reason.BOUGHT,
    EpisodeState.ABANDONED: Reason.EXPIRED,
    EpisodeState.DROPPED: Reason.NOTHING_TO_SAY,
}


@rule_for_many
def still_left(cases: Sequence[Case]) -> Answers:
    """A reminder goes only while what it is about lies there as it was left."""
    reminders = [case for case in cases if case.message.kind == REMINDER]
    left = subjects_of(reminders, _stand)
    bought = purchases_since(list(left.values()))
    for case in reminders:
        if case not in left:
            yield case, Objection(Reason.ERASED)
            continue
        episode, standing = left[case]
        purchase = bought.get(episode.pk)
        is_bought = purchase is not None and not purchase.is_open
        ended = Reason.BOUGHT if is_bought else _ended(episode, standing)
        if ended is not None or standing is None:
            yield case, Objection(ended or Reason.ERASED)
        elif waits := _payment_in_the_way(standing, purchase, case.at):
            yield case, waits


@rule_for_many
def still_unpaid(cases: Sequence[Case]) -> Answers:
    """The news of a failed payment goes only while it is the last that there is to say."""
    news = [case for case in cases if case.message.kind == PAYMENT_FAILED]
    if not news:
        return
    pks = [case.message.facts.get("payment") for case in news]
    failed = Payment.objects.filter(pk__in=pks).select_related("order").in_bulk()
    payments = payments_of({each.order_id for each in failed.values()})
    for case in news:
        payment = failed.get(case.message.facts.get("payment", 0))
        reason = _overtaken(payment, payments[payment.order_id]) if payment else Reason.ERASED
        if reason:
            yield case, Objection(reason)


def _overtaken(failed: Payment, payments: Sequence[Payment]) -> Reason | None:
    if failed.order.is_placed or failed.order.is_waiting:
        return Reason.BOUGHT
    is_last = payments[0].pk == failed.pk
    return None if is_last and has_failed(failed) else Reason.SUPERSEDED


def _stand(episodes: Collection[Episode]) -> Mapping[int, Standing]:
    known = standings({each.cart_id for each in episodes if each.cart_id})
    return {each.pk: known[each.cart_id] for each in episodes if each.cart_id in known}


def over(episode: Episode) -> Reason | None:
    """Return why nothing more is written about ``episode``, as far as it says so itself."""
    if episode.state != EpisodeState.OPEN:
        return CLOSED[EpisodeState(episode.state)]
    return Reason.HAS_ANSWERED if episode.said else None


def _ended(episode: Episode, standing: Standing | None) -> Reason | None:
    """Return why there is nothing to remind of any more, if so; what weighs most comes first."""
    if ended := over(episode):
        return ended
    if standing is None:
        return Reason.ERASED
    if standing.last_activity_at > episode.left_at:
        return Reason.CAME_BACK
    if episode.scenario is None or not episode.scenario.is_active:
        return Reason.SWITCHED_OFF
    if standing.nothing_left or standing.glance.buyable:
        return standing.nothing_left
    return Reason.UNBUYABLE


def _payment_in_the_way(
    standing: Standing, other: Purchase | None, at: datetime
) -> Objection | None:
    """Return what to wait for: a payment of this order, or of another one of the person's."""
    order = standing.order
    states = {payment.state for payment in standing.payments}
    if PaymentState.LATE in states:
        return Objection(Reason.REFUND_DUE)
    if order and states & set(OPEN):
        ends = order.reserved_until
        return Objection(Reason.PAYING, ends if ends and ends > at else at + BANK_PAUSE)
    is_elsewhere = other is not None and not (order and other.order_id == order.pk)
    return Objection(Reason.PAYING, at + BANK_PAUSE) if is_elsewhere else None
