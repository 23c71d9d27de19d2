"""The signed name of a payment, for the bank's way back: it needs no session (M15)."""

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

from checkout.models import Payment

_RETURN = Signer(sep="~", salt="payment-return")


def return_token(payment: Payment) -> str:
    return _RETURN.sign(payment.ref.hex)


def payment_of_return(token: str) -> Payment | None:
    """Return the payment that a bank sent its shopper back from."""
    try:
        ref = _RETURN.unsign(token)
    except BadSignature:
        return None
    return Payment.objects.select_related("order").filter(ref=ref).first()


def addresses_for_bank(payment: Payment) -> dict[str, str]:
    """Return where the bank sends the shopper back to, and where it tells the shop."""
    back = reverse("checkout-return", args=[return_token(payment)])
    told = reverse("checkout-notify", args=[payment.gateway])
    return {"return_url": settings.BASE_URL + back, "notify_url": settings.BASE_URL + told}
