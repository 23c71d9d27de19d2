"""The stock administration, whose menus can also lead to pages that are no lists of rows."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.contrib.admin.apps import AdminConfig as StockConfig
from django.http import HttpRequest

Section = dict[str, Any]  # what ``AdminSite.get_app_list`` returns a list of
Menu = Callable[[HttpRequest], Section | None]

_menus: list[Menu] = []


def menu(made: Menu) -> Menu:
    """Register ``made(request)``: a section of the front page and the sidebar, or None."""
    _menus.append(made)
    return made


class AdminSite(admin.AdminSite):
    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        apps = super().get_app_list(request, app_label)
        if app_label is not None:
            return apps
        return [*filter(None, (made(request) for made in _menus)), *apps]


class AdminConfig(StockConfig):
    default_site = "shop.core.admin_site.AdminSite"
