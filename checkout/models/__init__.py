"""A started purchase and what becomes of it: order, lines, addresses, payments, each step on the way."""

from checkout.models.address import Address, AddressKind
from checkout.models.form_error import FormError
from checkout.models.invoice import Invoice, InvoiceSeries
from checkout.models.line import OrderLine
from checkout.models.order import Order, OrderEvent, OrderToken
from checkout.models.payment import Payment, PaymentError, PaymentEvent, PaymentState
from checkout.models.redemption import Redemption
from checkout.models.states import OrderState, Step

__all__ = [
    "Address",
    "AddressKind",
    "FormError",
    "Invoice",
    "InvoiceSeries",
    "Order",
    "OrderEvent",
    "OrderLine",
    "OrderState",
    "OrderToken",
    "Payment",
    "PaymentError",
    "PaymentEvent",
    "PaymentState",
    "Redemption",
    "Step",
]
