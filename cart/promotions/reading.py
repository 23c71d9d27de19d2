"""Reads the promotions that a cart may get: one query, whatever their number."""

import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.db.models import BooleanField, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Greatest
from django.utils.translation import gettext

from cart.models import Cart, Promotion, PromotionTarget, Side
from cart.pricing import Deal, Kind, Stacking, Targets
from cart.promotions.uses import Past, pasts_of, uses_for
from catalog import texts
from shop.core import clock
from shop.core.rows.statements import rows_of
from shop.core.users.models import CustomerGroup

_COLUMNS = (
    "pk",
    "code",
    "kind",
    "percent",
    "amount",
    "buys",
    "gets",
    "most_off",
    "least_total",
    "countries",
    "is_for_first_order",
    "group__name",
    "is_member",
    "is_active",
    "starts_at",
    "ends_at",
    "most_uses",
    "uses_of_others",
    "most_uses_a_person",
    "uses_by_person",
    "priority",
    "stacking",
    "has_ordered",
    "targets__side",
    "targets__product_id",
    "targets__brand_id",
    "targets__category__path",
)

NEW = sys.maxsize  # the key of a promotion that is not saved: it will come after all others


@dataclass(slots=True)
class Promotions:
    """What a cart may get, and whether who buys has ordered before."""

    deals: list[Deal] = field(default_factory=list)
    has_ordered: bool = False


def promotions_for(cart: Cart) -> Promotions:
    """Return what holds for everybody now, and what the code in ``cart`` stands for."""
    asked = [clock.now(), cart.pk, cart.user_id, cart.promotion_id]
    return _read(rows_of(_promotions_for, asked))


def _promotions_for(values: Sequence[Any]) -> QuerySet[Promotion, tuple[Any, ...]]:
    at, cart, user, promotion = values
    return _rows(_holds_for_all(at) | Q(pk=promotion), Cart(pk=cart, user_id=user))


def _holds_for_all(at: datetime) -> Q:
    holds = Q(code="", is_active=True) & (Q(starts_at=None) | Q(starts_at__lte=at))
    return holds & (Q(ends_at=None) | Q(ends_at__gt=at))


def _rows(which: Q, cart: Cart) -> QuerySet[Promotion, tuple[Any, ...]]:
    """Return the columns of promotions as they are to whoever has ``cart``, a row a target."""
    uses = uses_for(cart)
    promotions: QuerySet[Promotion] = QuerySet(Promotion).filter(which)
    return (
        promotions.annotate(
            is_member=_is_member(cart.user_id),
            uses_of_others=Greatest(F("uses") - uses.own, 0),
            uses_by_person=uses.by_person,
            has_ordered=uses.has_ordered,
        )
        .order_by("priority", "pk", "targets__pk")
        .values_list(*_COLUMNS, *texts.columns("name"))
    )


def _read(rows: Iterable[tuple[Any, ...]]) -> Promotions:
    found = Promotions()
    for row in rows:
        _add(found, dict(zip(_COLUMNS, row, strict=False)), texts.first(row[len(_COLUMNS) :]))
    return found


class Buyers:
    """Whoever has ``carts``, and what promotions are to them. Two queries for all of them."""

    def __init__(self, carts: Sequence[Cart]) -> None:
        self._pasts = pasts_of(carts)
        self._groups: dict[int, set[str]] = defaultdict(set)
        users = [cart.user_id for cart in carts if cart.user_id]
        members = CustomerGroup.members.through.objects.filter(user__in=users)
        for user, group in members.values_list("user_id", "customergroup__name"):
            self._groups[user].add(group)

    def see(self, cart: Cart, deals: Iterable[Deal]) -> Promotions:
        """Return ``deals`` as they are to whoever has ``cart``."""
        past = self._pasts.get(cart.pk, Past())
        groups = self._groups.get(cart.user_id or 0, set())
        return Promotions(
            [
                replace(
                    deal,
                    is_member=deal.group in groups,
                    uses=max(deal.uses - (deal.key in past.own), 0),
                    uses_by_person=past.by_person.get(deal.key, 0),
                )
                for deal in deals
            ],
            past.has_ordered,
        )


def deals_for(carts: Sequence[Cart]) -> Mapping[int, list[Deal]]:
    """Return for each cart by its key what ``promotions_for`` would, to a stranger. One query."""
    codes = {cart.promotion_id for cart in carts if cart.promotion_id}
    deals = _read(_rows(_holds_for_all(clock.now()) | Q(pk__in=codes), Cart(pk=0))).deals
    return {
        cart.pk: [each for each in deals if not each.code or each.key == cart.promotion_id]
        for cart in carts
    }


def deal_of(promotion: Promotion, targets: Iterable[PromotionTarget]) -> Deal:
    """Return ``promotion``, saved or not, with ``targets``, as it is to a stranger."""
    row = {column: getattr(promotion, column, None) for column in _COLUMNS}
    row["pk"] = promotion.pk or NEW
    row["group__name"] = promotion.group and promotion.group.name
    row["uses_of_others"], row["uses_by_person"] = promotion.uses, 0
    found = Promotions([_deal(row, promotion.name)])
    for target in targets:
        things = {
            "targets__side": target.side,
            "targets__product_id": target.product_id,
            "targets__brand_id": target.brand_id,
            "targets__category__path": target.category and target.category.path,
        }
        _add(found, {**row, "has_ordered": False, **things}, promotion.name)
    return found.deals[0]


def _add(found: Promotions, row: dict[str, Any], name: str) -> None:
    """Add a promotion, or one more of its targets to the last one."""
    found.has_ordered = found.has_ordered or bool(row["has_ordered"])
    if not found.deals or found.deals[-1].key != row["pk"]:
        found.deals.append(_deal(row, name))
    if row["targets__side"]:
        deal, side = found.deals[-1], row["targets__side"]
        targets = _with(deal.bought if side == Side.BOUGHT else deal.given, row)
        found.deals[-1] = (
            replace(deal, bought=targets) if side == Side.BOUGHT else replace(deal, given=targets)
        )


def _deal(row: dict[str, Any], name: str) -> Deal:
    return Deal(
        key=row["pk"],
        label=name or label_of(row["code"]),
        code=row["code"],
        kind=Kind(row["kind"]),
        percent=row["percent"] or 0,
        amount=row["amount"] or 0,
        buys=row["buys"] or 0,
        gets=row["gets"] or 0,
        most_off=row["most_off"],
        least_total=row["least_total"],
        countries=frozenset(filter(None, row["countries"].split(","))),
        is_for_first_order=row["is_for_first_order"],
        group=row["group__name"] or "",
        is_member=bool(row["is_member"]),
        is_active=row["is_active"],
        starts_at=row["starts_at"],
        ends_at=row["ends_at"],
        most_uses=row["most_uses"],
        uses=row["uses_of_others"],
        most_uses_a_person=row["most_uses_a_person"],
        uses_by_person=row["uses_by_person"],
        priority=row["priority"],
        stacking=Stacking(row["stacking"]),
    )


def label_of(code: str) -> str:
    """Return what a promotion without a name is called."""
    return gettext("Promo code %(code)s") % {"code": code} if code else gettext("Promotion")


def _with(targets: Targets, row: dict[str, Any]) -> Targets:
    return Targets(
        products=targets.products | _one(row["targets__product_id"]),
        brands=targets.brands | _one(row["targets__brand_id"]),
        paths=targets.paths | _one(row["targets__category__path"]),
    )


def _one(value: Any) -> frozenset[Any]:
    return frozenset() if value is None else frozenset([value])


def _is_member(user_id: int | None) -> Any:
    if user_id is None:
        return Value(False, output_field=BooleanField())
    members = CustomerGroup.members.through.objects.filter(user=user_id)
    return Exists(members.filter(customergroup=OuterRef("group")))
