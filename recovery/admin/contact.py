"""How to reach a person, for whoever may know (P6)."""

from typing import Any

from django.http import HttpRequest

from checkout.models import Order
from shop.core.masking import mask_email

VIEW_PERSONAL_DATA = "checkout.view_personal_data"


def sees_personal_data(request: HttpRequest) -> bool:
    return request.user.has_perm(VIEW_PERSONAL_DATA)


def email_of(order: Order | None, cart: Any) -> str:
    """Return the order's address, else the account's; empty once they are erased."""
    if order is not None:
        return order.email
    return cart.user.email if cart is not None and cart.user is not None else ""


def masked_email_of(order: Order | None, cart: Any) -> str:
    email = email_of(order, cart)
    return mask_email(email) if email else "–"
