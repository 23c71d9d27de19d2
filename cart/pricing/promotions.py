"""What promotions take off: one after the other, each explaining itself.

They go by their priority. Each works on what the ones before have left, so that no line and no
postage ever falls below nothing (pitfall M6). One that goes with no other is taken when it alone
leaves less to pay than all the others together.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from cart.pricing.bundles import bundle
from cart.pricing.deals import Deal, Kind, Obstacle, Reason, Stacking, Visit, standing_obstacle
from cart.pricing.facts import Item, Postage
from cart.pricing.scope import Scopes
from cart.pricing.totals import Applied
from shop.core.money import spread

Delivery = Callable[[int], Postage | None]  # what postage costs for goods of so many minor units


@dataclass(slots=True)
class Plan:
    """What becomes of a cart by some promotions: ``left`` of each item's price, and of postage."""

    left: list[int]
    postage: Postage | None = None
    delivery_off: int = 0
    applied: list[Applied] = field(default_factory=list)
    obstacles: dict[int, Obstacle] = field(default_factory=dict)

    @property
    def due(self) -> int:
        """What is to be paid, as far as promotions decide it."""
        return sum(self.left) + (self.postage.price if self.postage else 0) - self.delivery_off


def plan(items: Sequence[Item], deals: Sequence[Deal], visit: Visit, delivery: Delivery) -> Plan:
    """Apply ``deals`` to ``items``. What gave nothing is among the obstacles, with the reason."""
    barred: dict[int, Obstacle] = {}
    together: list[Deal] = []
    alone: list[Deal] = []
    for deal in sorted(deals, key=lambda deal: (deal.priority, deal.key)):
        if obstacle := standing_obstacle(deal, visit):
            barred[deal.key] = obstacle
        else:
            (alone if deal.stacking is Stacking.ALONE else together).append(deal)
    scopes = Scopes(items)
    # What falls below a threshold may have to pay for its delivery: so none at all is a choice, too,
    # and so is leaving out the code, which must never make dearer what is to be had without it.
    uncoded = [deal for deal in together if not deal.code]
    choices = [
        together,
        *([deal] for deal in alone),
        *([uncoded] if uncoded != together else []),
        [],
    ]
    plans = [_run(items, choice, scopes, delivery) for choice in choices]
    best = min(plans, key=lambda each: each.due)  # of equals the first
    _explain(best, plans)
    best.obstacles |= barred
    return best


def _explain(best: Plan, plans: Sequence[Plan]) -> None:
    """Say of what would have given something that another promotion takes its place, or that it
    would have made the order no cheaper.
    """
    instead = ", ".join(each.label for each in best.applied)
    taken = {each.key for each in best.applied}
    for other in plans:
        found = dict(other.obstacles)
        is_more = taken <= {each.key for each in other.applied}  # it goes together with these
        for applied in other.applied:
            found[applied.key] = (
                Obstacle(reason=Reason.NOTHING)
                if is_more
                else Obstacle(reason=Reason.NOT_TOGETHER, other=instead)
            )
        for key in found.keys() - taken - best.obstacles.keys():
            best.obstacles[key] = found[key]


def _run(items: Sequence[Item], deals: Sequence[Deal], scopes: Scopes, delivery: Delivery) -> Plan:
    gross = [item.unit_price * item.quantity for item in items]
    found = Plan(gross.copy())
    for deal in deals:
        if deal.kind is not Kind.FREE_DELIVERY:
            _take_off(found, deal, _parts(found, deal, items, gross, scopes))
    found.postage = delivery(sum(found.left)) if items else None
    for deal in deals:
        if deal.kind is Kind.FREE_DELIVERY:
            _take_off_delivery(found, deal, _unmet(deal, scopes.of(deal.bought), gross))
    return found


def _take_off(found: Plan, deal: Deal, parts: dict[int, int] | Obstacle) -> None:
    if not isinstance(parts, Obstacle):
        parts = _within(parts, found.left, deal.most_off) or Obstacle(reason=Reason.NOTHING)
    if isinstance(parts, Obstacle):
        found.obstacles[deal.key] = parts
        return
    for i, part in parts.items():
        found.left[i] -= part
    found.applied.append(_applied(deal, parts=parts))


def _parts(
    found: Plan, deal: Deal, items: Sequence[Item], gross: Sequence[int], scopes: Scopes
) -> dict[int, int] | Obstacle:
    """Return what comes off each item, or what stands in the way."""
    scope = scopes.of(deal.bought)
    if obstacle := _unmet(deal, scope, gross):
        return obstacle
    reduces = scopes.of(deal.given) if deal.given else scope
    if not reduces:
        return Obstacle(reason=Reason.NO_ITEMS)
    if deal.stacking is Stacking.UNREDUCED:
        untouched = [i for i in reduces if found.left[i] == gross[i]]
        if not untouched:
            return Obstacle(reason=Reason.REDUCED)
        reduces = untouched
    if deal.kind is not Kind.BUY_X_GET_Y:
        return _share(deal, reduces, found.left)
    parts, missing = bundle(deal, items, found.left, scope, reduces)
    return Obstacle(reason=Reason.QUANTITY, missing=missing) if missing else parts


def _share(deal: Deal, scope: Sequence[int], left: Sequence[int]) -> dict[int, int]:
    """Return what a percentage or a fixed amount takes off each item, rounded once, half up."""
    weights = [left[i] for i in scope]
    base = sum(weights)
    off = (base * deal.percent + 50) // 100 if deal.kind is Kind.PERCENTAGE else deal.amount
    off = min(off, base, base if deal.most_off is None else deal.most_off)
    return dict(zip(scope, spread(off, weights), strict=True))


def _within(parts: dict[int, int], left: Sequence[int], most_off: int | None) -> dict[int, int]:
    """Return ``parts`` as far as there is something left of each item, ``most_off`` in all."""
    bounded = {i: min(part, left[i]) for i, part in parts.items()}
    total = sum(bounded.values())
    if most_off is not None and total > most_off:
        shares = spread(most_off, list(bounded.values()))
        bounded = dict(zip(bounded, shares, strict=True))
    return {i: part for i, part in bounded.items() if part}


def _take_off_delivery(found: Plan, deal: Deal, obstacle: Obstacle | None) -> None:
    """Make the cheapest way to deliver free; of a dearer one, as much comes off."""
    if obstacle is None:
        postage = found.postage
        off = min(postage.price, postage.cheapest) - found.delivery_off if postage else 0
        off = off if deal.most_off is None else min(off, deal.most_off)
        if off > 0:
            found.delivery_off += off
            found.applied.append(_applied(deal, delivery=off))
            return
        obstacle = Obstacle(reason=Reason.NO_DELIVERY)
    found.obstacles[deal.key] = obstacle


def _unmet(deal: Deal, scope: Sequence[int], gross: Sequence[int]) -> Obstacle | None:
    if not scope:
        return Obstacle(reason=Reason.NO_ITEMS)
    missing = deal.least_total - sum(gross[i] for i in scope) if deal.least_total else 0
    return Obstacle(reason=Reason.LEAST_TOTAL, missing=missing) if missing > 0 else None


def _applied(deal: Deal, *, parts: dict[int, int] | None = None, delivery: int = 0) -> Applied:
    parts = parts or {}
    return Applied(
        key=deal.key,
        label=deal.label,
        code=deal.code,
        amount=sum(parts.values()),
        delivery=delivery,
        parts=parts,
    )
