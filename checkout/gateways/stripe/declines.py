"""Why a card was declined, in the shop's words.

After https://docs.stripe.com/declines/codes (``decline_code``) and https://docs.stripe.com/error-codes
(``code``), as of November 2026. What is not listed is *declined*: banks seldom say why, and of some
reasons (fraud, a lost or stolen card) Stripe asks to say no more than that.
"""

from collections.abc import Mapping
from typing import Any

from checkout.models import PaymentError

_CODES: dict[PaymentError, tuple[str, ...]] = {
    PaymentError.NO_FUNDS: ("insufficient_funds",),
    PaymentError.LIMIT: (
        "card_velocity_exceeded",
        "withdrawal_count_limit_exceeded",
        "invalid_amount",  # "the payment amount is invalid, or exceeds the amount that's allowed"
        "amount_too_large",
    ),
    PaymentError.EXPIRED_CARD: ("expired_card", "invalid_expiry_month", "invalid_expiry_year"),
    PaymentError.WRONG_CODE: ("incorrect_cvc", "invalid_cvc"),
    PaymentError.WRONG_NUMBER: ("incorrect_number", "invalid_number"),
    PaymentError.NOT_CONFIRMED: (
        "authentication_required",
        "authentication_not_handled",
        "mobile_device_authentication_required",
        "payment_intent_authentication_failure",
    ),
    PaymentError.TIMED_OUT: (
        "approve_with_id",
        "issuer_not_available",
        "processing_error",
        "reenter_transaction",
        "try_again_later",
    ),
}
_ERRORS = {code: error for error, codes in _CODES.items() for code in codes}


def payment_error(said: Mapping[str, Any] | None) -> PaymentError:
    """Return the PaymentError that an error object of Stripe's stands for.

    The bank's own reason (``decline_code``) tells more than Stripe's (``code``).
    """
    codes = [(said or {}).get(name) for name in ("decline_code", "code")]
    return next((_ERRORS[code] for code in codes if code in _ERRORS), PaymentError.DECLINED)
