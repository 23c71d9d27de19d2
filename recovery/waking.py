"""What recovery writes down while a shopper waits: one row, and one for staff if a payment failed.

The settlement of the payment calls this inside its own transaction and swallows what goes wrong
(pitfall R17); the sweep does the rest.
"""

from checkout.models import Payment, PaymentState
from checkout.payments.listening import hears_of_payments
from recovery.episodes.standing import has_failed
from recovery.models import Alert, Wake, WakeKind
from shop.core import clock
from shop.core.workers import wake_after_commit


@hears_of_payments
def heard(payment: Payment) -> None:
    """Write down that ``payment`` failed or succeeded, and wake a worker."""
    if payment.state == PaymentState.SUCCEEDED:
        Wake.objects.create(payment=payment, kind=WakeKind.PAID)
    elif has_failed(payment):
        Wake.objects.create(payment=payment, kind=WakeKind.PAYMENT_FAILED)
        Alert.objects.create(payment=payment, tell_at=clock.now())
    else:
        return
    wake_after_commit("recovery.tasks.handle_payments")
