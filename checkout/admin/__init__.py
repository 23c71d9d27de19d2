"""Orders with their invoices and credit notes and all that happened to them, the money that was paid
for them and given back.
"""

from checkout.admin import carts, credit_note, invoice, order, parked, payment, refund, transfer

__all__ = ["carts", "credit_note", "invoice", "order", "parked", "payment", "refund", "transfer"]
