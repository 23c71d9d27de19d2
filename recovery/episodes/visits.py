"""Which of the carts that were left count as somebody's visit, and whose."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from recovery.episodes.standing import Standing
from shop.core.messaging.people import find_people, person_for


@dataclass(frozen=True, slots=True)
class Visit:
    """A cart with something in it, left by somebody whom the shop can write to."""

    person_id: int
    standing: Standing


def visits_of(left: Iterable[Standing]) -> list[Visit]:
    """Leave out the carts of staff, programs and strangers, those of nothing to write about, what was
    ordered.
    """
    counting = [each for each in left if _counts(each)]
    accounts = _people(each.email for each in counting if each.email and each.order is None)
    return [
        Visit(each.order.person_id if each.order else accounts[each.email], each)
        for each in counting
        if each.email
    ]


def _counts(standing: Standing) -> bool:
    is_nobodys = standing.is_of_staff or standing.cart.is_of_agent
    return not (is_nobodys or standing.is_ordered or standing.nothing_left)


def _people(addresses: Iterable[str]) -> Mapping[str, int]:
    """Return who it is, by the address; who was never met before is met now."""
    wanted = sorted(set(addresses))
    known = find_people(wanted)
    return {each: (known.get(each) or person_for(each)).pk for each in wanted}
