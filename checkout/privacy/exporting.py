"""Tells a person what their orders keep about them (P5)."""

from typing import Any

from checkout.models import Address, Order
from checkout.models.states import UNPLACED
from shop.core import money
from shop.core.privacy.exporting import Rows, exports_person
from shop.core.privacy.subject import Subject

_TYPED = (
    "name", "company", "line1", "line2", "postcode", "city", "district", "area", "sorting_code",
    "country", "phone",
)  # fmt: skip


@exports_person("checkout.started")
def started_of(subject: Subject) -> Rows:
    for order in _orders(subject).filter(state__in=UNPLACED):
        yield _told(order)


@exports_person("checkout.orders")
def orders_of(subject: Subject) -> Rows:
    for order in _orders(subject).exclude(state__in=UNPLACED):
        yield _told(order)


def _orders(subject: Subject) -> Any:
    orders = Order.objects.filter(subject.owns()).select_related("cart", "invoice")
    related = ("addresses", "lines", "payments", "cart__lines__variant__product")
    return orders.prefetch_related(*related).order_by("pk")


def _told(order: Order) -> dict[str, Any]:
    invoice = getattr(order, "invoice", None)
    return {
        "number": order.reference,
        "state": order.get_state_display(),
        "email": order.email,
        "language": order.language,
        "country": order.country,
        "vat_number": order.vat_number,
        "may_be_reminded": order.wants_reminders,
        "may_be_reminded_by_sms": order.wants_sms,
        "refuses_reminders": order.refuses_reminders,
        "notice_shown": order.notice_version,
        "time_zone": order.time_zone,
        "begun": order.created_at,
        "last_activity": order.last_activity_at,
        "ordered": order.placed_at,
        "addresses": [_address(address) for address in order.addresses.all()],
        "lines": _lines(order),
        "promo_code": order.code,
        "total": money.formatted(order.total) if order.frozen_as else None,
        "payments": [
            {
                "by": payment.gateway,
                "amount": money.formatted(payment.amount),
                "given_back": money.formatted(payment.refunded),
                "state": payment.get_state_display(),
                "error": payment.get_error_display(),
                "begun": payment.created_at,
            }
            for payment in order.payments.all()
        ],
        "invoice": {"number": invoice.number, "buyer": invoice.buyer} if invoice else None,
    }


def _address(address: Address) -> dict[str, Any]:
    typed = {name: getattr(address, name) for name in _TYPED}
    kept = {name: text for name, text in typed.items() if text}
    return {"kind": address.get_kind_display(), "complete": address.is_complete, **kept}


def _lines(order: Order) -> list[dict[str, Any]]:
    """Until payment starts the cart alone says what is in the order."""
    frozen = [
        {"sku": line.sku, "product": line.name, "quantity": line.quantity}
        for line in order.lines.all()
    ]
    if frozen or order.cart is None:
        return frozen
    return [
        {
            "sku": line.variant.sku,
            "product": str(line.variant.product),
            "quantity": line.quantity,
            "where": line.get_place_display(),
        }
        for line in order.cart.lines.all()
    ]
