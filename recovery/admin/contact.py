"""How to reach a person, for whoever may know (P6)."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from checkout.models import Order
from shop.core.admin import PersonalDataAdmin
from shop.core.masking import mask_email


class ContactAdmin(PersonalDataAdmin):
    """Rows about somebody: ``contact`` becomes ``full_contact`` for whoever may see it."""

    view_personal = "checkout.view_personal_data"

    def order_of(self, row: Any) -> Order | None:
        raise NotImplementedError

    def cart_of(self, row: Any) -> Any:
        return None

    def shown(self, request: HttpRequest, names: Iterable[str]) -> list[str]:
        contact = "full_contact" if self.sees_personal_data(request) else "contact"
        return [contact if name == "contact" else name for name in names]

    def get_list_display(self, request: HttpRequest) -> Any:
        return self.shown(request, self.list_display)  # type: ignore[arg-type]

    @admin.display(description=_("contact"))
    def contact(self, row: Any) -> str:
        email = self._email_of(row)
        return mask_email(email) if email else "–"

    @admin.display(description=_("contact"))
    def full_contact(self, row: Any) -> str:
        return self._email_of(row) or "–"

    def _email_of(self, row: Any) -> str:
        """Return the order's address, else the account's; empty once they are erased."""
        order, cart = self.order_of(row), self.cart_of(row)
        if order is not None:
            return order.email
        return cart.user.email if cart is not None and cart.user is not None else ""
