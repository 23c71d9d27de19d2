"""Orders with their invoices and all that happened to them, the money that was paid for them and
given back.
"""

from checkout.admin import carts, invoice, order, parked, payment, refund, transfer

__all__ = ["carts", "invoice", "order", "parked", "payment", "refund", "transfer"]
