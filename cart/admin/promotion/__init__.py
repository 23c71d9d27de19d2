"""Promotions: a form that reads like a sentence, and a preview of what it would do."""

from cart.admin.promotion.admin import PromotionAdmin

__all__ = ["PromotionAdmin"]
