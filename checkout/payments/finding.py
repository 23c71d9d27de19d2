"""Finding what a bank speaks of by the name that we gave it."""

from uuid import UUID

from checkout.models import Payment, Refund


def payment_of(code: str, ref: str) -> Payment | None:
    """Return the payment through the gateway ``code`` that we called ``ref``."""
    name = _as_uuid(ref)
    return Payment.objects.filter(ref=name, gateway=code).first() if name else None


def refund_of(payment: Payment, ref: str) -> Refund | None:
    """Return the refund of ``payment`` that we called ``ref``."""
    name = _as_uuid(ref)
    return payment.refunds.filter(ref=name).first() if name else None


def _as_uuid(text: str) -> UUID | None:
    """A bank may know payments of other shops, by names of other kinds."""
    try:
        return UUID(text)
    except ValueError:
        return None
