"""An order as pages and mails show it, once it is frozen."""

from dataclasses import dataclass

from django.utils.translation import gettext, pgettext

from cart.delivery import in_words
from checkout.addresses.writing import written
from checkout.models import AddressKind, Order, OrderState
from checkout.models.payment import OPEN


@dataclass(frozen=True, slots=True)
class Status:
    """Where an order stands, in plain words (S9.1)."""

    title: str
    what_next: str


def order_in_full(order: Order) -> dict[str, object]:
    """Return what a template needs to show ``order``: three queries."""
    addresses = {address.kind: address for address in order.addresses.all()}
    delivery = addresses.get(AddressKind.DELIVERY)
    billing = addresses.get(AddressKind.BILLING)
    return {
        "lines": list(order.lines.all()),
        "delivery_address": written(delivery) if delivery else "",
        "billing_address": written(billing) if billing else "",
        "status": status(order),
    }


def status(order: Order) -> Status:
    """Return the exact status in words, and what comes next."""
    is_waiting = order.state == OrderState.AWAITING_PAYMENT
    if is_waiting and order.payments.filter(state__in=OPEN).exists():
        return Status(
            gettext("Waiting for your bank"),
            gettext(
                "Your bank has not confirmed the payment yet. We keep your items, and write to you "
                "as soon as it does. You need not do anything."
            ),
        )
    if not order.is_placed:
        return Status(
            gettext("Not ordered yet"),
            gettext("Nothing was charged. You can go on whenever you like."),
        )
    arrival = _arrival(order)
    return {
        OrderState.PAID: Status(gettext("Ordered and paid"), arrival),
        OrderState.PREPARING: Status(gettext("Being packed"), arrival),
        OrderState.SHIPPED: Status(gettext("On its way"), arrival),
        OrderState.DELIVERED: Status(gettext("Delivered"), gettext("We hope you like it.")),
        OrderState.CANCELLED: Status(
            pgettext("order", "Cancelled"), gettext("Nothing will be sent to you.")
        ),
        OrderState.REFUNDED: Status(
            pgettext("order", "Refunded"), gettext("The money is on its way back to you.")
        ),
    }[OrderState(order.state)]


def _arrival(order: Order) -> str:
    if order.earliest is None or order.latest is None:
        return gettext("We are getting your parcel ready.")
    days = {"first": in_words(order.earliest), "last": in_words(order.latest)}
    return (
        gettext(
            "We are getting your parcel ready. It should reach you between %(first)s and %(last)s."
        )
        % days
    )
