"""A started purchase and what becomes of it: order, lines, addresses, payments and refunds, each step on the way."""

from checkout.models.address import Address, AddressKind
from checkout.models.credit_note import CreditNote
from checkout.models.form_error import FormError
from checkout.models.invoice import Invoice, InvoiceSeries
from checkout.models.line import OrderLine
from checkout.models.order import Order, OrderEvent, OrderToken
from checkout.models.parked import ParkedEvent
from checkout.models.payment import Doubt, Payment, PaymentError, PaymentEvent, PaymentState
from checkout.models.redemption import Redemption
from checkout.models.refund import Refund, RefundReason, RefundState
from checkout.models.states import OrderState, Step

__all__ = [
    "Address",
    "AddressKind",
    "CreditNote",
    "Doubt",
    "FormError",
    "Invoice",
    "InvoiceSeries",
    "Order",
    "OrderEvent",
    "OrderLine",
    "OrderState",
    "OrderToken",
    "ParkedEvent",
    "Payment",
    "PaymentError",
    "PaymentEvent",
    "PaymentState",
    "Redemption",
    "Refund",
    "RefundReason",
    "RefundState",
    "Step",
]
