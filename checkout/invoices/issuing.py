"""An invoice is made in the transaction that places its order: never one without the other."""

from typing import Any

from django.conf import settings
from django.utils.translation import override

from checkout.invoices.numbering import INVOICES, take_number
from checkout.models import Invoice, Order
from checkout.orders.reading import addresses_in_words


def issue_invoice(*, order: Order) -> Invoice:
    """Give ``order`` its invoice: the next number, who sells and who buys. Three queries.

    Inside the transaction that places it, last: the series stays locked until the commit.
    """
    buyer = _buyer(order)
    number, at = take_number(INVOICES)
    return Invoice.objects.create(
        order=order, number=number, issued_at=at, seller=seller_as_set(), buyer=buyer
    )


def seller_as_set() -> dict[str, Any]:
    """Return who sells, as the settings say it now: a document holds what they said when it was made."""
    return {**settings.SELLER, "country": settings.COUNTRY}


def _buyer(order: Order) -> dict[str, Any]:
    """Return who the bill goes to, and where the goods go if elsewhere, as the order's language writes it."""
    with override(order.language):
        words = addresses_in_words(order, order.addresses.all())
    delivery, billing = words["delivery_address"], words["billing_address"]
    is_elsewhere = bool(billing) and billing != delivery
    return {
        "address": billing or delivery,
        "delivery_address": delivery if is_elsewhere else "",
        "vat_number": order.vat_number,
    }
