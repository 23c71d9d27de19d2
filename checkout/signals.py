"""Signing out closes the account's order on this machine, too; the cart stays (S3.1)."""

from typing import Any

from django.contrib.auth.signals import user_logged_out
from django.http import HttpRequest

from cart import browser
from checkout.visitor import COOKIE, order_of_browser
from shop.core.facts import recording


def connect() -> None:
    user_logged_out.connect(_forget, dispatch_uid="forget_order")


def _forget(sender: Any, request: HttpRequest | None, user: Any, **_kwargs: Any) -> None:
    if request is None or user is None or not hasattr(request, "COOKIES"):
        return
    with recording("order_forgotten"):
        order = order_of_browser(request)
        if order is not None and order.user_id == user.pk:
            browser.drop_cookie(request, COOKIE)
