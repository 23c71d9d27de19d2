"""Orders with all that happened to them, and the attempts to pay them: for reading."""

from checkout.admin import carts, order, payment, transfer

__all__ = ["carts", "order", "payment", "transfer"]
