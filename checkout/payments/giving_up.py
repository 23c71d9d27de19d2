"""Staff close what is unclear here, once they have looked it up at the bank themselves."""

from typing import Any, Final

from django.db import transaction

from checkout.models import Payment, PaymentState
from checkout.models.payment import OPEN
from checkout.orders.locking import lock_order
from checkout.orders.transitions import move_payment
from checkout.payments.listening import tell
from shop.core import clock

_CLOSED: Final[dict[str, Any]] = {"doubt": "", "ask_at": None, "is_given_up": True}


def give_up(*, payment: Payment, by: str) -> bool:
    """Close a payment that is in doubt; False if it is in none any more. Nobody is asked about it.

    What its order holds can then be paid another way, or is let go in its time. Should its money
    come after all it is late money like any other.
    """
    with transaction.atomic():
        order = lock_order(payments=payment.pk)
        payment = Payment.objects.select_for_update().get(pk=payment.pk)
        payment.order = order
        if not payment.doubt:
            return False
        if payment.state in OPEN:
            changes = _CLOSED | {"settled_at": clock.now()}
            move_payment(payment, PaymentState.CANCELLED, by=by, **changes)
            tell(payment)
        else:
            Payment.objects.filter(pk=payment.pk).update(**_CLOSED)
    return True
