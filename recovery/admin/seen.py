"""Whether somebody of the staff has seen to a row."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from recovery.admin.contact import ContactAdmin
from shop.core import clock


class Seen(admin.SimpleListFilter):
    title = _("seen to")
    parameter_name = "seen"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("no", _("not yet")), ("yes", _("seen to"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any] | None:
        if self.value() in {"no", "yes"}:
            return queryset.filter(seen_at__isnull=self.value() == "no")
        return queryset


class SeenToAdmin(ContactAdmin):
    """Rows that wait for somebody (``SeenTo``), marked by whoever may."""

    actions = ("see_to",)
    see_to_permission: str

    def told(self, seen: int) -> str:
        """Say how many were marked."""
        raise NotImplementedError

    def has_see_to_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(self.see_to_permission)

    @admin.action(description=_("Mark as seen to"), permissions=["see_to"])
    def see_to(self, request: HttpRequest, rows: QuerySet[Any]) -> None:
        seen = rows.filter(seen_at=None).update(seen_at=clock.now(), seen_by=request.user)
        self.message_user(request, self.told(seen))
