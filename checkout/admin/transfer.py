"""Where staff say that a transfer has arrived. The shop's account itself is looked at elsewhere."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from checkout.gateways.transfer.account import CODE
from checkout.models import Payment, PaymentState
from checkout.payments.matching import AlreadyMatched, OtherAmount, match_transfer, to_match
from shop.core import money
from shop.core.admin_site import Section, menu

MATCH = "checkout.match_transfer"
A_PAGE = 50


@dataclass(frozen=True, slots=True)
class Row:
    """A transfer; with what was typed beside it, and what is wrong with that, if anything."""

    payment: Payment
    typed: str = ""
    trouble: str = ""

    @property
    def is_waited_for(self) -> bool:
        return self.payment.order.is_waiting


def _transfers(request: HttpRequest) -> HttpResponse:
    """List what is waited for; on POST confirm the one whose amount was typed."""
    if not request.user.has_perm(MATCH):
        raise PermissionDenied
    if request.method != "POST":
        return _page(request)
    key = request.POST.get("payment", "")
    payment = get_object_or_404(Payment, gateway=CODE, pk=key if key.isdecimal() else 0)
    typed = request.POST.get("amount", "").strip()
    trouble = _confirm(request, payment, typed)
    if trouble:
        return _page(request, about=payment.pk, typed=typed, trouble=trouble)
    return redirect(request.get_full_path())


transfers = admin.site.admin_view(_transfers)


def _page(
    request: HttpRequest, *, about: int = 0, typed: str = "", trouble: str = ""
) -> HttpResponse:
    search = request.GET.get("q", "").strip()
    page = Paginator(to_match(search, amount=_amount(search)), A_PAGE).get_page(
        request.GET.get("page")
    )
    rows = [Row(each, typed, trouble) if each.pk == about else Row(each) for each in page]
    if trouble and not any(row.trouble for row in rows):  # its row has left the list since
        messages.error(request, trouble)
    context = {
        **admin.site.each_context(request),
        "title": _("Transfers to match"),
        "search": search,
        "page": page,
        "rows": rows,
    }
    status = 422 if trouble else 200
    return render(request, "admin/checkout/transfers.html", context, status=status)


def _amount(text: str) -> int | None:
    try:
        return money.typed(text)
    except money.InvalidAmount:
        return None


def _confirm(request: HttpRequest, payment: Payment, typed: str) -> str:
    """Match the payment; return what keeps it from that, in words, and what to do."""
    amount = _amount(typed)
    if amount is None:
        return _("Please type the amount that has arrived, such as %(example)s.") % {
            "example": money.formatted(payment.amount)
        }
    try:
        matched = match_transfer(payment=payment, amount=amount)
    except AlreadyMatched:
        words = _(
            "This transfer was confirmed already; nothing was changed. Should the money have come "
            "twice, give the second back at the bank."
        )
        messages.warning(request, words)
        return ""
    except OtherAmount as other:
        return _difference(other)
    _write_down(request, matched)
    return ""


def _difference(other: OtherAmount) -> str:
    facts = {
        "received": money.formatted(other.received),
        "expected": money.formatted(other.expected),
        "difference": money.formatted(abs(other.expected - other.received)),
    }
    if other.received < other.expected:
        return (
            _(
                "%(received)s is %(difference)s less than what the order costs; nothing was written. "
                "Wait for the rest or ask the shopper for it, and confirm %(expected)s once all of it "
                "is here. If it never comes, give %(received)s back at the bank."
            )
            % facts
        )
    return (
        _(
            "%(received)s is %(difference)s more than what the order costs; nothing was written. "
            "Confirm %(expected)s, then give %(difference)s back at the bank."
        )
        % facts
    )


def _linked(words: str, url: str, where: str) -> str:
    return format_html('{} <a href="{}">{}</a>', words, url, where)


def _write_down(request: HttpRequest, payment: Payment) -> None:
    """Say what came of it, and note who did it."""
    facts: Mapping[str, str] = {
        "order": payment.order.reference,
        "amount": money.formatted(payment.amount),
    }
    if payment.state == PaymentState.SUCCEEDED:
        words = _("Order %(order)s is paid: %(amount)s has arrived.") % facts
        url = reverse("admin:checkout_order_change", args=[payment.order_id])
        messages.success(request, _linked(words, url, _("See the order")))
    else:
        words = _(
            "Nobody waited for this any more. Give %(amount)s of order %(order)s back at the bank; "
            "the shopper is told that it comes."
        )
        url = reverse("admin:checkout_payment_change", args=[payment.pk])
        messages.warning(request, _linked(words % facts, url, _("See the payment")))
    LogEntry.objects.log_actions(
        user_id=str(request.user.pk),
        queryset=Payment.objects.filter(pk=payment.pk),
        action_flag=CHANGE,
        change_message=_("Confirmed that the transfer has arrived."),
        single_object=True,
    )


@menu
def transfers_menu(request: HttpRequest) -> Section | None:
    """Return the section as the administration wants it; None for who may not match."""
    if not request.user.has_perm(MATCH):
        return None
    url = reverse("transfers")
    entry = {
        "name": _("Transfers to match"),
        "object_name": "transfers",
        "admin_url": url,
        "add_url": None,
        "view_only": True,
        "perms": {"add": False, "change": False, "delete": False, "view": True},
    }
    return {
        "name": _("Bank transfers"),
        "app_label": "transfers",
        "app_url": url,
        "has_module_perms": True,
        "models": [entry],
    }
