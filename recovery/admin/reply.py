"""What people wrote when they were asked what got in their way: for customer care to answer (R11)."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from cart.models import Cart
from checkout.models import Order
from recovery.admin.seen import Seen, SeenToAdmin
from recovery.models import Reply


@admin.register(Reply)
class ReplyAdmin(SeenToAdmin):
    """The words may name anybody: they are for whoever may see personal data (P6)."""

    list_display = ("written_at", "episode", "said", "contact", "language", "seen_at", "seen_by")
    list_filter = (Seen, "episode__said", "language")
    see_to_permission = "recovery.see_to_reply"

    def get_queryset(self, request: HttpRequest) -> Any:
        related = ("episode__order", "episode__cart__user", "seen_by")
        return super().get_queryset(request).select_related(*related)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        words = ("words",) if self.sees_personal_data(request) else ()
        names = (
            "episode",
            "said",
            *words,
            "contact",
            "language",
            "written_at",
            "seen_at",
            "seen_by",
        )
        return self.shown(request, names)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ("said", "contact", "full_contact", "written_at", "seen_at")

    def told(self, seen: int) -> str:
        return ngettext("%d reply is seen to.", "%d replies are seen to.", seen) % seen

    @admin.display(description=_("said by the person"), ordering="episode__said")
    def said(self, reply: Reply) -> str:
        return reply.episode.get_said_display()

    def order_of(self, row: Reply) -> Order | None:
        return row.episode.order

    def cart_of(self, row: Reply) -> Cart | None:
        return row.episode.cart
