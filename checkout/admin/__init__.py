"""Orders with all that happened to them, the money that was paid for them and given back."""

from checkout.admin import carts, order, parked, payment, refund

__all__ = ["carts", "order", "parked", "payment", "refund"]
