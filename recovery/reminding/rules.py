"""What recovery asks at the gate: read anew each time, at planning and as the message goes (R7)."""

from datetime import datetime, timedelta

from checkout.models import Payment, PaymentState
from checkout.models.payment import OPEN
from recovery.episodes.buying import is_awaited_since, purchase_since
from recovery.episodes.standing import Standing, has_failed, standing_of
from recovery.models import Episode, EpisodeState
from recovery.reminding.planning import PAYMENT_FAILED, REMINDER
from shop.core.messaging.gate import Objection, rule
from shop.core.messaging.models import Message
from shop.core.messaging.reasons import Reason

BANK_PAUSE = timedelta(minutes=15)  # how long a payment that nobody settled is waited for at a time

_CLOSED = {
    EpisodeState.RETURNED: Reason.CAME_BACK,
    EpisodeState.RECOVERED: Reason.BOUGHT,
    EpisodeState.ABANDONED: Reason.EXPIRED,
    EpisodeState.DROPPED: Reason.NOTHING_TO_SAY,
}


@rule
def still_left(message: Message, at: datetime) -> Objection | None:
    """A reminder goes only while what it is about lies there as it was left."""
    if message.kind != REMINDER:
        return None
    episode = _episode(message)
    if episode is None:
        return Objection(Reason.ERASED)
    standing = standing_of(episode)
    ended = _ended(episode, standing)
    if ended is not None or standing is None:
        return Objection(ended or Reason.ERASED)
    return _payment_in_the_way(standing, at)


@rule
def still_unpaid(message: Message, at: datetime) -> Objection | None:
    """The news of a failed payment goes only while it is the last that there is to say."""
    if message.kind != PAYMENT_FAILED:
        return None
    payment = Payment.objects.filter(pk=message.facts.get("payment")).select_related("order")
    failed = payment.first()
    if failed is None:
        return Objection(Reason.ERASED)
    if failed.order.is_placed or failed.order.is_waiting:
        return Objection(Reason.BOUGHT)
    if failed.order.payments.filter(pk__gt=failed.pk).exists() or not has_failed(failed):
        return Objection(Reason.SUPERSEDED)
    return None


def _episode(message: Message) -> Episode | None:
    episodes = Episode.objects.select_related("scenario")
    return episodes.filter(pk=message.facts.get("episode")).first()


def _ended(episode: Episode, standing: Standing | None) -> Reason | None:
    """Return why there is nothing to remind of any more, if so; what weighs most comes first."""
    if purchase_since(episode, standing) or is_awaited_since(episode, standing):
        return Reason.BOUGHT
    if episode.state != EpisodeState.OPEN:
        return _CLOSED[EpisodeState(episode.state)]
    if standing is None:
        return Reason.ERASED
    if standing.last_activity_at > episode.left_at:
        return Reason.CAME_BACK
    if episode.scenario is None or not episode.scenario.is_active:
        return Reason.SWITCHED_OFF
    return _nothing_to_offer(standing)


def _nothing_to_offer(standing: Standing) -> Reason | None:
    if standing.nothing_left or standing.contents.buyable:
        return standing.nothing_left
    return Reason.UNBUYABLE


def _payment_in_the_way(standing: Standing, at: datetime) -> Objection | None:
    order = standing.order
    if order is None:
        return None
    states = set(Payment.objects.filter(order=order).values_list("state", flat=True))
    if PaymentState.LATE in states:
        return Objection(Reason.REFUND_DUE)
    if states & set(OPEN):
        ends = order.reserved_until
        return Objection(Reason.PAYING, ends if ends and ends > at else at + BANK_PAUSE)
    return None
