"""The credit notes of an order: for whoever may see its invoice, and shown as that is."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from checkout.invoices.reading import credit_document_of, credit_note_of, credit_notes_of
from checkout.models import CreditNote, Order
from checkout.pages.invoice import to_browser, to_link


@never_cache
def done(request: HttpRequest, number: str) -> HttpResponse:
    """Show a credit note of this browser's order."""
    page = partial(_page, number=number)
    return to_browser(request, page, masked="checkout/credit_note/masked.html")


@never_cache
def order(request: HttpRequest, token: str, number: str) -> HttpResponse:
    """Show a credit note of the order that the link opens."""
    return to_link(request, token, partial(_page, number=number))


def links_of(order: Order, token: str) -> list[tuple[CreditNote, str]]:
    """Return each credit note of ``order`` and its address: by the link's ``token``, or in this browser."""
    return [(note, _url(note.number, token)) for note in credit_notes_of(order)]


def _url(number: str, token: str) -> str:
    if token:
        return reverse("order-credit-note", args=[token, number])
    return reverse("checkout-credit-note", args=[number])


def _page(request: HttpRequest, order: Order, *, back: str, number: str) -> HttpResponse:
    note = credit_note_of(order, number)
    if note is None:
        return render(request, "checkout/credit_note/none.html", {"back": back}, status=404)
    context = {"document": credit_document_of(note), "back": back}
    return render(request, "checkout/credit_note/page.html", context)
