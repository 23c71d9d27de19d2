"""What was given back of an order's money, what is on its way, and how long that takes."""

from dataclasses import dataclass

from django.utils.translation import gettext

from checkout.models import Order, Refund, RefundState

# A refused one is with staff: nobody may say that it is on its way.
_UNDER_WAY = (RefundState.DUE, RefundState.SENDING, RefundState.PENDING, RefundState.BY_HAND)


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyBack:
    """Minor units. ``is_by_hand`` when staff transfer some of what is under way."""

    given: int = 0
    under_way: int = 0
    is_by_hand: bool = False

    @property
    def days_in_words(self) -> str:
        return by_hand_in_words() if self.is_by_hand else days_in_words()


def money_back(order: Order) -> MoneyBack:
    """Read it: one query."""
    rows = Refund.objects.filter(payment__order=order).values_list("state", "amount")
    sums = dict.fromkeys(RefundState.values, 0)
    for state, amount in rows.order_by():
        sums[state] += amount
    return MoneyBack(
        given=sums[RefundState.SUCCEEDED],
        under_way=sum(sums[state] for state in _UNDER_WAY),
        is_by_hand=sums[RefundState.BY_HAND] > 0,
    )


def days_in_words() -> str:
    return gettext("Your bank usually shows it within five working days.")


def by_hand_in_words() -> str:
    """A transfer goes back by a transfer, which somebody has to make."""
    return gettext(
        "One of us transfers it to the account that it came from; it is usually there within a week."
    )
