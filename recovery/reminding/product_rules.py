"""What recovery asks at the gate of a reminder of a product that was looked at (R7)."""

from collections.abc import Collection, Mapping, Sequence

from recovery.episodes.buying import purchases_since
from recovery.episodes.looks import Look, looks
from recovery.models import Episode
from recovery.reminding.planning import PRODUCT_REMINDER
from recovery.reminding.rules import BANK_PAUSE, over
from recovery.reminding.subjects import subjects_of
from shop.core.messaging.gate import Answers, Case, Objection, rule_for_many
from shop.core.messaging.reasons import Reason


@rule_for_many
def still_looked_at(cases: Sequence[Case]) -> Answers:
    """It goes only while the product is neither bought, in a cart, out of stock nor forgotten."""
    asked = [case for case in cases if case.message.kind == PRODUCT_REMINDER]
    left = subjects_of(asked, _stand)
    bought = purchases_since(list(left.values()))
    for case in asked:
        if case not in left:
            yield case, Objection(Reason.ERASED)
            continue
        episode, look = left[case]
        purchase = bought.get(episode.pk)
        is_bought = purchase is not None and not purchase.is_open
        ended = Reason.BOUGHT if is_bought else _ended(episode, look, case)
        if ended is not None:
            yield case, Objection(ended)
        elif purchase is not None:
            yield case, Objection(Reason.PAYING, case.at + BANK_PAUSE)


def _ended(episode: Episode, look: Look | None, case: Case) -> Reason | None:
    """Return why there is nothing to remind of any more, if so; what weighs most comes first."""
    if ended := over(episode):
        return ended
    if look is None:
        return Reason.ERASED
    if look.nothing_to_say or look.email != case.message.recipient:
        return look.nothing_to_say or Reason.NOTHING_TO_SAY  # another address gets its own
    if look.came_back_at(episode.left_at):
        return Reason.CAME_BACK
    if episode.scenario is None or not episode.scenario.is_active:
        return Reason.SWITCHED_OFF
    return None if look.can_be_bought else Reason.UNBUYABLE


def _stand(episodes: Collection[Episode]) -> Mapping[int, Look]:
    known = looks({each.view_id for each in episodes if each.view_id})
    return {each.pk: known[each.view_id] for each in episodes if each.view_id in known}
