"""The order itself: right after paying, and later by its link."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from cart import browser
from checkout.models import Order, PaymentState
from checkout.orders.reading import order_in_full
from checkout.visitor import order_of_browser, order_of_token


@never_cache
def done(request: HttpRequest) -> HttpResponse:
    """Show what became of the order that this browser began. Safe to reload: it only reads."""
    order = order_of_browser(request)
    if order is None:
        return render(request, "checkout/no_order.html", status=404)
    if not order.is_placed and not order.payments.filter(state=PaymentState.PENDING).exists():
        return redirect("checkout")
    browser.recount(request)  # its cart is no more; a new one may have been begun since
    return _page(request, order, is_new=True)


@never_cache
def order(request: HttpRequest, token: str) -> HttpResponse:
    """Show the order that the link opens; every other link gets the same page without one (M19)."""
    found = order_of_token(token)
    if found is None:
        return render(request, "checkout/no_order.html", status=404)
    return _page(request, found, is_new=False)


def _page(request: HttpRequest, order: Order, *, is_new: bool) -> HttpResponse:
    context = {"order": order, "is_new": is_new, **order_in_full(order)}
    return render(request, "checkout/order.html", context)
