"""Invoices and credit notes, as staff find them; the sheet itself names people and is for whoever may
see that.
"""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse

from checkout.invoices.reading import Sheet
from shop.core.admin import PersonalDataAdmin


class SheetAdmin(PersonalDataAdmin):
    """Numbers, dates and amounts. Who bought is on the sheet (P6)."""

    view_personal = "checkout.view_personal_data"
    # The order, as it is found from a row.
    to_order: str

    def document_of(self, row: Any) -> Sheet:
        raise NotImplementedError

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.sheet_view)
        name = f"checkout_{self.opts.model_name}_sheet"
        return [path("<int:pk>/sheet/", view, name=name), *super().get_urls()]

    def render_change_form(
        self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any
    ) -> Any:
        context["may_see_sheet"] = self.sees_personal_data(request)
        return super().render_change_form(request, context, *args, **kwargs)

    def sheet_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show what the shopper sees, made to be printed; that it was opened is logged."""
        if not (self.has_view_permission(request) and self.sees_personal_data(request)):
            raise PermissionDenied
        rows: Any = self.model._default_manager  # noqa: SLF001 - the documented name
        row: Model = get_object_or_404(rows.select_related(self.to_order), pk=pk)
        self.log_opened(request, pk)
        document = self.document_of(row)
        context = {
            "document": document,
            "back": reverse("admin:checkout_order_change", args=[document.order.pk]),
        }
        return render(request, f"admin/checkout/{self.opts.model_name}/sheet.html", context)
