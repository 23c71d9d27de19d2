"""What a promotion would do, tried on the carts that are open now. Nothing is written."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from cart.models import Cart, CartState, Line, Place
from cart.pricing import Applied, Deal, Obstacle, Reason, Totals
from cart.promotions.reading import Buyers, deals_for
from cart.reading import contents_of
from shop.core.money import formatted

MOST_CARTS = 50


@dataclass(frozen=True, slots=True)
class Trial:
    """A cart as it is, and as it would be. ``replaced`` would not count any more."""

    cart: Cart
    pieces: int
    now: Totals
    then: Totals
    key: int

    @property
    def applied(self) -> Applied | None:
        return next((each for each in self.then.applied if each.key == self.key), None)

    @property
    def gives(self) -> int:
        """Minor units, off items and delivery together."""
        return self.applied.amount + self.applied.delivery if self.applied else 0

    @property
    def change(self) -> int:
        """Minor units that the cart would cost more; less than nothing: less."""
        return self.then.total - self.now.total

    @property
    def why_not(self) -> str:
        """Which condition is not met, in words for staff; nothing where all are."""
        obstacle = self.then.obstacles.get(self.key)
        return _in_words(obstacle) if obstacle and not self.applied else ""

    @property
    def replaced(self) -> str:
        still = {each.key for each in self.then.applied}
        gone = [each.label for each in self.now.applied if each.key not in still]
        return ", ".join(gone)


@dataclass(frozen=True)
class Preview:
    trials: list[Trial]

    @cached_property
    def counting(self) -> list[Trial]:
        return [trial for trial in self.trials if trial.applied]

    @property
    def gives(self) -> int:
        return sum(trial.gives for trial in self.trials)

    @property
    def average(self) -> int:
        """What it gives where it counts, in minor units, rounded half up."""
        n = len(self.counting)
        return (2 * self.gives + n) // (2 * n) if n else 0

    @property
    def cheaper(self) -> int:
        return sum(trial.change < 0 for trial in self.trials)

    @property
    def dearer(self) -> int:
        return sum(trial.change > 0 for trial in self.trials)

    @property
    def unchanged(self) -> int:
        return len(self.trials) - self.cheaper - self.dearer

    @property
    def replacing(self) -> int:
        return sum(bool(trial.replaced) for trial in self.trials)


def preview(deal: Deal) -> Preview:
    """Try ``deal`` on the latest carts, as if it held now and its code had been typed in each.

    In place of what is saved of it, and of any other code. Six queries, whatever there is.
    """
    deal = replace(deal, is_active=True, starts_at=None, ends_at=None)
    carts = latest_carts()
    buyers, deals = Buyers(carts), deals_for(carts)
    found = contents_of(carts, {cart.pk: buyers.see(cart, deals[cart.pk]) for cart in carts})
    trials = []
    for now in found:
        beside = _beside(deal, deals[now.cart.pk])
        then = replace(now, promotions=buyers.see(now.cart, [*beside, deal]))
        trials.append(Trial(now.cart, now.size, now.totals, then.totals, deal.key))
    return Preview(trials)


def latest_carts() -> list[Cart]:
    """Return the latest open carts with something in them, without those of staff."""
    lines = Line.objects.filter(cart=OuterRef("pk"), place=Place.IN_CART)
    shoppers = Q(user=None) | Q(user__is_staff=False)
    carts = Cart.objects.filter(Exists(lines), shoppers, state=CartState.OPEN)
    return list(carts.order_by("-pk")[:MOST_CARTS])


def _beside(deal: Deal, deals: Sequence[Deal]) -> list[Deal]:
    """Return the other promotions of a cart: it holds one code at a time."""
    return [each for each in deals if each.key != deal.key and not (deal.code and each.code)]


def _in_words(obstacle: Obstacle) -> str:
    words = str(obstacle.reason.label)
    match obstacle.reason:
        case Reason.LEAST_TOTAL:
            detail = _("%(missing)s missing") % {"missing": formatted(obstacle.missing)}
        case Reason.QUANTITY:
            detail = _("%(missing)s missing") % {"missing": obstacle.missing}
        case _reason:
            detail = obstacle.other
    return f"{words} ({detail})" if detail else words
