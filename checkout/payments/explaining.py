"""What went wrong with a payment, in words: which error, what about the money, what can be done
(S8.2). Never "an error occurred".
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from checkout.models import Doubt, Payment, PaymentError


@dataclass(frozen=True, slots=True)
class Explanation:
    what: str | Promise
    way_out: str | Promise


ANOTHER = _("Try again with another card, or in a few minutes with the same one.")

EXPLANATIONS: dict[str, Explanation] = {
    PaymentError.DECLINED: Explanation(
        _("Your bank declined the payment. It does not tell us why."),
        _("Try another card, or ask your bank: they can say why, and often allow it at once."),
    ),
    PaymentError.NO_FUNDS: Explanation(
        _("Your bank says that there is not enough money on the account."), ANOTHER
    ),
    PaymentError.EXPIRED_CARD: Explanation(
        _("Your bank says that the card is out of date."), _("Try another card.")
    ),
    PaymentError.WRONG_CODE: Explanation(
        _("The security code did not match: the three digits on the back of the card."),
        _("Try again and type the digits once more."),
    ),
    PaymentError.WRONG_NUMBER: Explanation(
        _("The card number is not one that the bank knows."),
        _("Try again and type the number once more, or use another card."),
    ),
    PaymentError.LIMIT: Explanation(
        _("The payment is above the limit of the card."),
        _("Try another card, or ask your bank to raise the limit."),
    ),
    PaymentError.NOT_CONFIRMED: Explanation(
        _("Your bank could not confirm that it was you."),
        _("Try again and confirm in your bank's app, or use another card."),
    ),
    PaymentError.PLAN_REFUSED: Explanation(
        _("Your bank did not agree to instalments. The whole amount was not charged either."),
        _(
            "Try the instalments with another card, or choose another way to pay. "
            "All is charged at once only if you choose that yourself."
        ),
    ),
    PaymentError.LEFT: Explanation(
        _("You left the payment page before paying."), _("You can pay now, or come back later.")
    ),
    PaymentError.TIMED_OUT: Explanation(
        _("Your bank did not answer in time."),
        _(
            "Try again with another card, or in a few minutes with the same one. Should your bank "
            "pay after all, the money is for this order, or goes back to you by itself."
        ),
    ),
    PaymentError.UNREACHABLE: Explanation(
        _("We could not reach the bank."), _("Please try again in a few minutes.")
    ),
    PaymentError.NOT_TAKEN: Explanation(
        _("This way to pay does not take payments such as this one."),
        _("Please choose another way to pay. Nothing was charged."),
    ),
    PaymentError.EXPIRED: Explanation(
        _("The payment was not finished in time."), _("You can pay now, or come back later.")
    ),
}

# Money may have moved: nobody tries again before a person has looked.
UNSURE: dict[str, Explanation] = {
    Doubt.OTHER_AMOUNT: Explanation(
        _("Your bank names another amount than we asked for."),
        _("We are finding out, and write to you. Please do not pay again in the meantime."),
    ),
    Doubt.OTHER_PLAN: Explanation(
        _("Your bank names other instalments than you asked for."),
        _("We are finding out, and write to you. Please do not pay again in the meantime."),
    ),
}


def explain(error: str) -> Explanation:
    """Return the words for a PaymentError; one we do not know counts as *declined*."""
    return EXPLANATIONS.get(error, EXPLANATIONS[PaymentError.DECLINED])


def explain_doubt(payment: Payment | None) -> Explanation | None:
    """Return the words for a payment of which nobody knows what was charged; None for all others."""
    return UNSURE.get(payment.doubt) if payment else None
