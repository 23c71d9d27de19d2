"""Why nobody knows how a payment stands, and what staff can do about it, in words."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from checkout.models import Doubt, Payment
from checkout.models.payment import OPEN
from checkout.payments.reconciling import CLEAR_WITHIN
from shop.core import clock


@dataclass(frozen=True, slots=True)
class Explained:
    """``what`` is wrong, short enough for a list, and the ``cure``."""

    what: str | Promise
    cure: str | Promise


_LOOK_IT_UP = _(
    "Look the payment up on the bank's own pages, by the reference below. The shop goes on asking by"
    " itself, and charges nothing again before it knows."
)
_CURES: dict[str, str | Promise] = {
    Doubt.SILENT: _LOOK_IT_UP,
    Doubt.OTHER_AMOUNT: _(
        "The bank has taken, or would take, another amount than that of the order. The order is not"
        " placed. Look the payment up on the bank's own pages, by the reference below; give back there"
        " what was taken, then close it here: the shopper can pay again."
    ),
    Doubt.OTHER_PLAN: _(
        "The bank speaks of other instalments than the shopper chose. The order is not placed. Look the"
        " payment up on the bank's own pages, by the reference below; give back there what was taken,"
        " then close it here: the shopper can pay again."
    ),
    Doubt.UNKNOWN_GATEWAY: _(
        "Nobody can be asked: GATEWAYS names this way to pay no longer. Put it back for as long as"
        " payments of it are open, or look the payment up on the bank's own pages, then close it here."
    ),
}
_OLD = Explained(_("open for more than a day"), _LOOK_IT_UP)


def explained(payment: Payment) -> Explained | None:
    """Return what is unclear about ``payment``, as ``reconciling.unclear`` has it; None if nothing."""
    if payment.doubt:
        return Explained(Doubt(payment.doubt).label, _CURES[payment.doubt])
    is_old = payment.created_at < clock.now() - CLEAR_WITHIN
    if payment.state in OPEN and is_old and payment.order.waits_until is None:
        return _OLD
    return None
