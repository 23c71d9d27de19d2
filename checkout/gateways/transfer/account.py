"""Where a shopper transfers to, and what stands on the transfer."""

from dataclasses import dataclass

from django.conf import settings

from checkout.models import Order
from checkout.models.payment import OPEN

CODE = "transfer"
_GROUP = 4  # characters of an IBAN that stand together (ISO 13616)


@dataclass(frozen=True, slots=True, kw_only=True)
class Details:
    """``amount`` in minor units; ``reference`` is by what staff find the order."""

    holder: str
    iban: str
    bic: str
    amount: int
    reference: str

    @property
    def grouped_iban(self) -> str:
        starts = range(0, len(self.iban), _GROUP)
        return " ".join(self.iban[start : start + _GROUP] for start in starts)


def details_of(order: Order) -> Details | None:
    """Return what to write on the transfer that ``order`` waits for; None if it waits for none."""
    payment = order.payments.filter(gateway=CODE, state__in=OPEN).first()
    if payment is None or not order.is_waiting:
        return None
    return Details(
        holder=settings.TRANSFER_ACCOUNT_HOLDER,
        iban=settings.TRANSFER_IBAN,
        bic=settings.TRANSFER_BIC,
        amount=payment.amount,
        reference=order.reference,
    )
