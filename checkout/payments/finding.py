"""Finding what a bank speaks of by the name that we gave it."""

from uuid import UUID

from checkout.models import Payment, Refund


def payment_of(code: str, ref: str) -> Payment | None:
    """Return the payment through the gateway ``code`` that we called ``ref``."""
    name = uuid_of(ref)
    return Payment.objects.filter(ref=name, gateway=code).first() if name else None


def refund_of(payment: Payment, ref: str) -> Refund | None:
    """Return the refund of ``payment`` that we called ``ref``."""
    name = uuid_of(ref)
    return payment.refunds.filter(ref=name).first() if name else None


def uuid_of(text: str) -> UUID | None:
    """Return our name for something; a bank may know payments of other shops, by names of other kinds."""
    try:
        return UUID(text)
    except ValueError:
        return None
