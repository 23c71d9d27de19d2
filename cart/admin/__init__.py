"""Carts to look into, and what decides their price: promo codes and delivery."""

from cart.admin import cart, delivery, promotion, zone

__all__ = ["cart", "delivery", "promotion", "zone"]
