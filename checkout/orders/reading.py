"""An order as pages and mails show it, once it is frozen."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext, pgettext

from cart.delivery import in_words
from checkout.addresses.masking import masked
from checkout.addresses.writing import written
from checkout.models import Address, AddressKind, Order, OrderState, PaymentState


@dataclass(frozen=True, slots=True)
class Status:
    """Where an order stands, in plain words (S9.1)."""

    title: str
    what_next: str


def order_in_full(order: Order, *, is_masked: bool = False) -> dict[str, object]:
    """Return what a template needs to show ``order``: three queries.

    ``is_masked`` hides whose it is. A template then shows no other personal field of the order.
    """
    addresses: Iterable[Address] = order.addresses.all()
    if is_masked:
        addresses = map(masked, addresses)
    return {
        "lines": list(order.lines.all()),
        **addresses_in_words(order, addresses),
        "status": status(order),
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


def status(order: Order) -> Status:
    """Return the exact status in words, and what comes next."""
    if order.is_placed:
        return _placed(order)
    states = set(order.payments.values_list("state", flat=True))
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
                "Your bank took the money after the time for it had run out. Nothing was ordered: "
                "we give it back, and a person sees to it. Please do not pay again for now."
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


def _placed(order: Order) -> Status:
    arrival = _arrival(order)
    return {
        OrderState.PAID: Status(gettext("Ordered and paid"), arrival),
        OrderState.PREPARING: Status(gettext("Being packed"), arrival),
        OrderState.SHIPPED: Status(gettext("On its way"), arrival),
        OrderState.DELIVERED: Status(gettext("Delivered"), gettext("We hope you like it.")),
        OrderState.CANCELLED: Status(
            pgettext("order", "Cancelled"),
            gettext("Nothing will be sent to you, and you get back what you paid."),
        ),
        OrderState.REFUNDED: Status(
            pgettext("order", "Refunded"), gettext("The money is on its way back to you.")
        ),
    }[OrderState(order.state)]


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
