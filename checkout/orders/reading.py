"""An order as pages and mails show it, once it is frozen."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext, pgettext

from cart.delivery import in_words
from checkout.addresses.masking import masked
from checkout.addresses.writing import written
from checkout.models import Address, AddressKind, Order, OrderState, PaymentState
from checkout.orders.money_back import MoneyBack, money_back
from checkout.orders.waiting import arrives_by_in_words


@dataclass(frozen=True, slots=True)
class Status:
    """Where an order stands, in plain words (S9.1)."""

    title: str
    what_next: str


def order_in_full(order: Order, *, is_masked: bool = False) -> dict[str, object]:
    """Return what a template needs to show ``order``: four queries.

    ``is_masked`` hides whose it is. A template then shows no other personal field of the order.
    """
    addresses: Iterable[Address] = order.addresses.all()
    if is_masked:
        addresses = map(masked, addresses)
    back = money_back(order)
    return {
        "lines": list(order.lines.all()),
        **addresses_in_words(order, addresses),
        "back": back,
        "status": status(order, back),
    }


def addresses_in_words(order: Order, addresses: Iterable[Address]) -> dict[str, str]:
    """Return what is written on the parcel and the bill; what is half typed counts for nothing."""
    whole = {address.kind: address for address in addresses if address.is_complete}
    delivery = whole.get(AddressKind.DELIVERY)
    billing = whole.get(AddressKind.BILLING) if order.is_billed_elsewhere else None
    return {
        "delivery_address": written(delivery) if delivery else "",
        "billing_address": written(billing) if billing else "",
    }


def status(order: Order, back: MoneyBack | None = None) -> Status:
    """Return the exact status in words, and what comes next; ``back`` is read if it is not given."""
    if order.is_placed:
        return _placed(order, back)
    states = set(order.payments.values_list("state", flat=True))
    if order.is_waiting:
        return _waiting(order, states)
    if PaymentState.PENDING in states:
        return Status(
            gettext("Waiting for your bank"),
            gettext(
                "Your bank has not confirmed the payment yet. We keep your items, and write to you "
                "as soon as it does. You need not do anything."
            ),
        )
    if PaymentState.LATE in states:
        return Status(
            gettext("Your payment came too late"),
            gettext(
                "Your bank took the money after the time for it had run out, and what it was for "
                "can no longer be had as it was. Nothing was ordered: the money goes back to you by "
                "itself, the way it came. You need not do anything, and can order again."
            ),
        )
    if PaymentState.STARTED in states:
        return Status(
            gettext("Not paid yet"),
            gettext("A payment was begun and is not finished. Go on with it, or call it off."),
        )
    return Status(
        gettext("Not ordered yet"),
        gettext("Nothing was charged. You can go on whenever you like."),
    )


def _waiting(order: Order, states: set[str]) -> Status:
    """Of one that waits for money: whether it is on its way, as far as anybody knows."""
    day = {"day": arrives_by_in_words(order)}
    if PaymentState.PENDING in states:
        return Status(
            gettext("Ordered, waiting for your payment"),
            gettext(
                "Your things are set aside for you. As soon as your money is here we send them, "
                "and write to you. Please see that it arrives by %(day)s."
            )
            % day,
        )
    if PaymentState.STARTED in states:
        return Status(
            gettext("Ordered, not paid yet"),
            gettext(
                "A payment was begun and is not finished. Your things are still set aside: your "
                "money should be here by %(day)s, whichever way it comes."
            )
            % day,
        )
    return Status(
        gettext("Ordered, not paid yet"),
        gettext(
            "Your order stands, and your things are still set aside for you. Please choose how to "
            "pay: your money should be here by %(day)s."
        )
        % day,
    )


def _placed(order: Order, back: MoneyBack | None) -> Status:
    if order.state in (OrderState.CANCELLED, OrderState.REFUNDED):
        return _called_off(order, money_back(order) if back is None else back)
    arrival = _arrival(order)
    return {
        OrderState.PAID: Status(gettext("Ordered and paid"), arrival),
        OrderState.PREPARING: Status(gettext("Being packed"), arrival),
        OrderState.SHIPPED: Status(gettext("On its way"), arrival),
        OrderState.DELIVERED: Status(gettext("Delivered"), gettext("We hope you like it.")),
    }[OrderState(order.state)]


def _called_off(order: Order, back: MoneyBack) -> Status:
    """Say what became of the money: the shop gives it back by itself, and the bank takes its time."""
    is_all_back = back.given >= order.total > 0  # a bank may have taken its word back since
    if order.state == OrderState.REFUNDED:
        title = pgettext("order", "Refunded")
        words = gettext("We have given back all that you paid.")
        return Status(title, f"{words} {back.days_in_words}" if is_all_back else _owed(back))
    nothing_comes = gettext("Nothing will be sent to you.")
    if back.under_way or 0 < back.given < order.total:
        money = _owed(back)
    elif is_all_back:
        money = gettext("We have given back what you paid.") + f" {back.days_in_words}"
    elif not order.is_paid:
        money = gettext(
            "Nothing was charged. Should you have transferred the money all the same, we give it "
            "back as soon as it is here."
        )
    elif not order.total:
        money = gettext("Nothing was charged.")
    else:
        money = _owed(back)
    return Status(pgettext("order", "Cancelled"), f"{nothing_comes} {money}")


def _owed(back: MoneyBack) -> str:
    if back.under_way:
        return gettext("What you paid is on its way back to you.") + f" {back.days_in_words}"
    return gettext("You get back what you paid: one of us is seeing to it.")


def _arrival(order: Order) -> str:
    if order.earliest is None or order.latest is None:
        return gettext("We are getting your parcel ready.")
    if order.earliest == order.latest:
        day = {"day": in_words(order.earliest)}
        return gettext("We are getting your parcel ready. It should reach you on %(day)s.") % day
    days = {"first": in_words(order.earliest), "last": in_words(order.latest)}
    return (
        gettext(
            "We are getting your parcel ready. It should reach you between %(first)s and %(last)s."
        )
        % days
    )
