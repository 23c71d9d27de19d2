"""The invoice of a placed order: made to be printed, and for nobody but whoever ordered."""

from typing import Protocol

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from checkout.invoices.reading import document_of, invoice_of
from checkout.models import Order
from checkout.pages.identifying import identify_url_of
from checkout.visitor import order_of_token, remember_known, visitor_of_cookie


class Page(Protocol):
    """Shows a document of an order; ``back`` leads to the order."""

    def __call__(self, request: HttpRequest, order: Order, *, back: str) -> HttpResponse: ...


@never_cache
def done(request: HttpRequest) -> HttpResponse:
    """Show the invoice of this browser's order."""
    return to_browser(request, _page, masked="checkout/invoice/masked.html")


@never_cache
def order(request: HttpRequest, token: str) -> HttpResponse:
    """Show the invoice of the order that the link opens."""
    return to_link(request, token, _page)


def to_browser(request: HttpRequest, page: Page, *, masked: str) -> HttpResponse:
    """Show a document of this browser's order. A masked visitor sees none: it names people."""
    found = visitor_of_cookie(request)
    if found.open_order is None:
        return render(request, "checkout/no_order.html", status=404)
    if found.is_masked:
        context = {"identify_url": identify_url_of(found.open_order, back=request.path)}
        return render(request, masked, context, status=403)
    response = page(request, found.open_order, back=reverse("checkout-done"))
    remember_known(response, found)
    return response


def to_link(request: HttpRequest, token: str, page: Page) -> HttpResponse:
    """Show a document of the order that the link opens; every other link finds no order (M19)."""
    found = order_of_token(token)
    if found is None:
        return render(request, "checkout/no_order.html", status=404)
    return page(request, found, back=reverse("order", args=[token]))


def _page(request: HttpRequest, order: Order, *, back: str) -> HttpResponse:
    invoice = invoice_of(order)
    if invoice is None:
        return render(request, "checkout/invoice/none.html", {"back": back}, status=404)
    context = {"document": document_of(invoice), "back": back}
    return render(request, "checkout/invoice/page.html", context)
