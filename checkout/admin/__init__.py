"""Orders with their invoices and all that happened to them, and the attempts to pay them: for reading."""

from checkout.admin import carts, invoice, order, payment

__all__ = ["carts", "invoice", "order", "payment"]
