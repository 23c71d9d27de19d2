"""Who waits for what: for those who decide what to stock. Addresses are for customer care alone."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from catalog.admin.fact import InLanguage
from catalog.alerts.things import what
from catalog.models import Alert
from shop.core.admin import PersonalDataAdmin
from shop.core.masking import mask_email


@admin.register(Alert)
class AlertAdmin(PersonalDataAdmin):
    """The whole address is for whoever may see to which address messages go (P6)."""

    view_personal = "messaging.view_recipient"
    list_display = (
        "about",
        "kind",
        "state",
        "masked_email",
        "language",
        "asked_at",
        "confirmed_at",
        "kept_until",
    )
    list_filter = ("kind", "state", InLanguage)
    search_fields = ("words", "variant__sku")

    def get_queryset(self, request: HttpRequest) -> Any:
        rows = super().get_queryset(request)
        return rows.select_related("variant__product").prefetch_related("variant__option_values")

    def get_list_display(self, request: HttpRequest) -> Any:
        shown = "email" if self.sees_personal_data(request) else "masked_email"
        return [shown if name == "masked_email" else name for name in self.list_display]

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        shown = "email" if self.sees_personal_data(request) else "masked_email"
        dates = ("asked_at", "confirmed_at", "over_at", "kept_until")
        return ("about", "kind", "state", shown, "language", *dates)

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Refuse to guess an address letter by letter through the list's own parameters."""
        if lookup.partition("__")[0] in {"email", "keys", "person"}:
            return False
        return super().lookup_allowed(lookup, value, request)

    @admin.display(description=_("waits for"), ordering="words")
    def about(self, alert: Alert) -> str:
        return what(alert)

    @admin.display(description=_("e-mail address"))
    def masked_email(self, alert: Alert) -> str:
        return mask_email(alert.email) if alert.email else ""
