"""What somebody is about to buy, and what decides its price: delivery and promotions."""

from cart.models.cart import UNORDERED, Cart, CartState
from cart.models.delivery import DeliveryMethod, DeliveryRate, DeliveryZone
from cart.models.key import CartKey
from cart.models.line import Line, Place
from cart.models.promotion import Promotion, PromotionTarget, Side
from cart.models.standing import Standing
from cart.models.trouble import Trouble, TroubleKind
from catalog.quantities import LARGEST_QUANTITY

__all__ = [
    "LARGEST_QUANTITY",
    "UNORDERED",
    "Cart",
    "CartKey",
    "CartState",
    "DeliveryMethod",
    "DeliveryRate",
    "DeliveryZone",
    "Line",
    "Place",
    "Promotion",
    "PromotionTarget",
    "Side",
    "Standing",
    "Trouble",
    "TroubleKind",
]
