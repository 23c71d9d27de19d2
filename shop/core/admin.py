"""What the administrations of all apps are built from."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import structlog
from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.utils.formats import date_format
from django.utils.timezone import localtime

from shop.core import money

log = structlog.get_logger(__name__)


class ReadOnlyAdmin(admin.ModelAdmin[Any]):
    """Rows that the shop writes: proof, for reading only."""

    show_full_result_count = False
    list_per_page = 50

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class PersonalDataAdmin(ReadOnlyAdmin):
    """Rows with personal data, for whoever has ``view_personal``; each page opened is logged (P6)."""

    view_personal: str

    def sees_personal_data(self, request: HttpRequest) -> bool:
        return request.user.has_perm(self.view_personal)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        if self.sees_personal_data(request):
            self.log_opened(request, object_id)
        return super().change_view(request, object_id, form_url, extra_context)

    def log_opened(self, request: HttpRequest, pk: object) -> None:
        model = self.opts.model_name
        log.info("personal_data_opened", model=model, pk=pk, by=request.user.pk)


class ReadOnlyInline(admin.TabularInline[Any, Any]):
    """Rows of a row, for reading only."""

    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def written(moment: datetime) -> str:
    """Return a moment as people write it, on the shop's clock."""
    return date_format(localtime(moment), "SHORT_DATETIME_FORMAT")


def amount(field: str, description: Any) -> Callable[[Any, Any], str]:
    """Return a column, a method of an admin, that shows minor units as people write money."""

    @admin.display(description=description, ordering=field)
    def shown(self: Any, row: Any) -> str:
        return money.formatted(getattr(row, field))

    return shown
