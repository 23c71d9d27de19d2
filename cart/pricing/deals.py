"""Promotions as the calculator knows them, and what may stand in the way of one."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Kind(TextChoices):
    """What a promotion gives."""

    PERCENTAGE = "percentage", _("a percentage off")
    FIXED = "fixed", _("an amount off")
    FREE_DELIVERY = "free_delivery", _("free delivery")
    BUY_X_GET_Y = "buy_x_get_y", _("some more with what is bought")


class Stacking(TextChoices):
    """How a promotion goes together with others."""

    FREELY = "freely", _("together with others")
    UNREDUCED = "unreduced", _("with others, but not on items that they have reduced")
    ALONE = "alone", _("never together with another one")


class Reason(TextChoices):
    """Which condition of a promotion is not met, in words for staff.

    The codes are written down with carts: they stay as they are.
    """

    UNKNOWN = "unknown", _("there is no such code")
    TOO_EARLY = "too_early", _("not valid yet")
    TOO_LATE = "too_late", _("not valid any more")
    USED_UP = "used_up", _("used as often as it may be")
    USED_BY_YOU = "used_by_you", _("used by this person as often as it may be")
    NOT_FIRST_ORDER = "not_first_order", _("not a first order")
    GROUP = "group", _("not in the customer group")
    COUNTRY = "country", _("not for this country")
    NO_ITEMS = "no_items", _("nothing in the cart that it is for")
    LEAST_TOTAL = "least_total", _("below the least total")
    QUANTITY = "quantity", _("too few pieces")
    REDUCED = "reduced", _("everything that it is for is reduced already")
    NOT_TOGETHER = "not_together", _("another promotion takes off more")
    NO_DELIVERY = "no_delivery", _("no delivery to pay for")
    NOTHING = "nothing", _("nothing to take off")


@dataclass(frozen=True, slots=True, kw_only=True)
class Obstacle:
    """Why a promotion gives nothing: ``missing`` minor units or pieces, ``other`` in its place."""

    reason: Reason
    missing: int = 0
    other: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Targets:
    """What a promotion is for; empty: everything. A category includes those below it."""

    products: frozenset[int] = frozenset()
    brands: frozenset[int] = frozenset()
    paths: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.products or self.brands or self.paths)


EVERYTHING = Targets()


@dataclass(frozen=True, slots=True, kw_only=True)
class Deal:
    """A promotion. ``key`` is the caller's own name for it; amounts are minor units.

    ``bought`` is what has to be bought, ``given`` what becomes cheaper then; empty, that is the same
    things. It never gives more than ``most_off``.
    """

    key: int
    label: str
    kind: Kind
    code: str = ""
    percent: int = 0
    amount: int = 0
    buys: int = 0
    gets: int = 0
    most_off: int | None = None
    bought: Targets = EVERYTHING
    given: Targets = EVERYTHING
    least_total: int = 0  # of what it is for, before anything is taken off
    countries: Collection[str] = field(default_factory=frozenset)  # empty: all
    is_for_first_order: bool = False
    group: str = ""
    is_member: bool = False
    is_active: bool = True
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    most_uses: int | None = None
    uses: int = 0  # by other orders
    most_uses_a_person: int | None = None
    uses_by_person: int = 0  # in other orders
    priority: int = 0  # the smallest first
    stacking: Stacking = Stacking.FREELY


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """Who buys, when and where to, as far as it is known."""

    at: datetime
    country: str = ""
    has_ordered: bool = False


def standing_obstacle(deal: Deal, visit: Visit) -> Obstacle | None:
    """Return what speaks against ``deal`` whatever lies in the cart."""
    reason = next((reason for reason, is_so in _checks(deal, visit) if is_so), None)
    return Obstacle(reason=reason) if reason else None


def _checks(deal: Deal, visit: Visit) -> list[tuple[Reason, bool]]:
    by_person, used = deal.most_uses_a_person, deal.uses_by_person > 0
    return [
        (Reason.UNKNOWN, not deal.is_active),
        (Reason.TOO_EARLY, deal.starts_at is not None and visit.at < deal.starts_at),
        (Reason.TOO_LATE, deal.ends_at is not None and visit.at >= deal.ends_at),
        (Reason.USED_UP, deal.most_uses is not None and deal.uses >= deal.most_uses),
        (Reason.USED_BY_YOU, by_person is not None and deal.uses_by_person >= by_person),
        (Reason.NOT_FIRST_ORDER, deal.is_for_first_order and (visit.has_ordered or used)),
        (Reason.GROUP, bool(deal.group) and not deal.is_member),
        (Reason.COUNTRY, bool(deal.countries) and visit.country not in deal.countries),
    ]
