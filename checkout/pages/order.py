"""The order itself: right after paying, and later by its link."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from cart import browser
from checkout.invoices.reading import invoice_of
from checkout.models import Order, PaymentState
from checkout.orders.reading import order_in_full
from checkout.pages.credit_note import links_of
from checkout.pages.identifying import identify_url_of
from checkout.pages.waiting import what_waits
from checkout.visitor import order_of_token, remember_known, visitor_of_cookie


@never_cache
def done(request: HttpRequest) -> HttpResponse:
    """Show what became of the order of this browser; to a masked visitor without whose it is.

    Safe to reload: it only reads.
    """
    found = visitor_of_cookie(request)
    order = found.open_order
    if order is None:
        return render(request, "checkout/no_order.html", status=404)
    stands = order.is_placed or order.is_waiting
    if not stands and not order.payments.filter(state=PaymentState.PENDING).exists():
        return redirect("checkout")
    browser.recount(request)  # its cart is no more; a new one may have been begun since
    invoice_url = reverse("checkout-invoice")
    response = _page(
        request, order, is_new=True, is_masked=found.is_masked, invoice_url=invoice_url
    )
    remember_known(response, found)
    return response


@never_cache
def order(request: HttpRequest, token: str) -> HttpResponse:
    """Show the order that the link opens; every other link gets the same page without one (M19)."""
    found = order_of_token(token)
    if found is None:
        return render(request, "checkout/no_order.html", status=404)
    invoice_url = reverse("order-invoice", args=[token])
    return _page(request, found, is_new=False, invoice_url=invoice_url, token=token)


def _page(
    request: HttpRequest,
    order: Order,
    *,
    is_new: bool,
    invoice_url: str,
    is_masked: bool = False,
    token: str = "",
) -> HttpResponse:
    has_invoice = invoice_of(order) is not None and not is_masked
    context = {
        "order": order,
        "is_new": is_new,
        "is_masked": is_masked,
        "email": "" if is_masked else order.email,
        "invoice_url": invoice_url if has_invoice else "",
        "credit_notes": links_of(order, token) if has_invoice else [],
        "identify_url": identify_url_of(order, back=request.path) if is_masked else "",
        **order_in_full(order, is_masked=is_masked),
        **what_waits(order, token),
    }
    return render(request, "checkout/order.html", context)
