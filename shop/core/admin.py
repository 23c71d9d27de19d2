"""What the administrations of all apps are built from."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

from shop.core import money


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


class ReadOnlyInline(admin.TabularInline[Any, Any]):
    """Rows of a row, for reading only."""

    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def amount(field: str, description: Any) -> Callable[[Any, Any], str]:
    """Return a column, a method of an admin, that shows minor units as people write money."""

    @admin.display(description=description, ordering=field)
    def shown(self: Any, row: Any) -> str:
        return money.formatted(getattr(row, field))

    return shown
