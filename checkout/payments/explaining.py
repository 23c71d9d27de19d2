"""What went wrong with a payment, in words: which error, what about the money, what can be done
(S8.2). Never "an error occurred".
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from checkout.models import PaymentError


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
    PaymentError.LIMIT: Explanation(
        _("The payment is above the limit of the card."),
        _("Try another card, or ask your bank to raise the limit."),
    ),
    PaymentError.NOT_CONFIRMED: Explanation(
        _("Your bank could not confirm that it was you."),
        _("Try again and confirm in your bank's app, or use another card."),
    ),
    PaymentError.LEFT: Explanation(
        _("You left the payment page before paying."), _("You can pay now, or come back later.")
    ),
    PaymentError.TIMED_OUT: Explanation(_("Your bank did not answer in time."), ANOTHER),
    PaymentError.UNREACHABLE: Explanation(
        _("We could not reach the bank."), _("Please try again in a few minutes.")
    ),
    PaymentError.EXPIRED: Explanation(
        _("The payment was not finished in time."), _("You can pay now, or come back later.")
    ),
}


def explain(error: str) -> Explanation:
    """Return the words for a PaymentError; one we do not know counts as *declined*."""
    return EXPLANATIONS.get(error, EXPLANATIONS[PaymentError.DECLINED])
