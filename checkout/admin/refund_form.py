"""Giving money back, by hand of staff: how much of what is left, once (pitfall M23)."""

from typing import Any

import structlog
from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from checkout.admin.words import gateway_name
from checkout.models import Payment, Refund, RefundState
from checkout.payments.refunding import NotLeft, ask_refund, can_send
from shop.core import money
from shop.core.fields import AmountFormField

log = structlog.get_logger(__name__)

REFUND = "checkout.refund_payment"


class RefundForm(forms.Form):
    """``seen_refunded`` is what had been given back when the page was shown."""

    amount = AmountFormField(label=_("amount"))
    is_by_hand = forms.BooleanField(
        label=_("I send it myself, the bank is not told"),
        required=False,
        help_text=_("For example by a transfer, where the card's account is closed."),
    )
    seen_refunded = forms.IntegerField(min_value=0, widget=forms.HiddenInput)


def may_refund(request: HttpRequest) -> bool:
    return request.user.has_perm(REFUND)


def view(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask how much, and give it back."""
    if not may_refund(request):
        raise PermissionDenied
    payment = get_object_or_404(Payment.objects.select_related("order"), pk=pk)
    if request.method != "POST":
        return _shown(request, payment, _fresh(payment))
    form = RefundForm(request.POST)
    if not form.is_valid():
        return _shown(request, payment, form)
    try:
        refund = ask_refund(payment=payment, by=request.user, **form.cleaned_data)
    except NotLeft:
        return _refused(request, pk, form.cleaned_data)
    log.info("refund_asked", refund=refund.pk, payment=pk, by=request.user.pk)
    messages.success(request, in_words(refund))
    return redirect("admin:checkout_payment_change", pk)


def in_words(refund: Refund) -> str:
    """Return what happens to a refund that was just asked for."""
    if refund.state == RefundState.BY_HAND:
        words = gettext("Please send %(amount)s by hand, then mark the refund as sent.")
    else:
        words = gettext("%(amount)s is on its way back: the bank is told now.")
    return words % {"amount": money.formatted(refund.amount)}


def _fresh(payment: Payment, **more: Any) -> RefundForm:
    return RefundForm(initial={"amount": payment.left, "seen_refunded": payment.refunded, **more})


def _refused(request: HttpRequest, pk: int, sent: dict[str, Any]) -> HttpResponse:
    """Say why nothing was given back, and how things stand by now."""
    payment = Payment.objects.select_related("order").get(pk=pk)
    facts = {
        "refunded": money.formatted(payment.refunded),
        "left": money.formatted(payment.left),
    }
    if payment.refunded != sent["seen_refunded"]:
        words = gettext(
            "Somebody was faster, or you pressed twice: %(refunded)s has been given back by now,"
            " %(left)s is left. Nothing more was sent."
        )
    else:
        words = gettext("No more than %(left)s can be given back. Nothing was sent.")
    messages.error(request, words % facts)
    return _shown(request, payment, _fresh(payment))


def _shown(request: HttpRequest, payment: Payment, form: RefundForm) -> HttpResponse:
    context = {
        **admin.site.each_context(request),
        "payment": payment,
        "opts": Payment._meta,  # noqa: SLF001 - the documented name
        "form": form,
        "bank": gateway_name(payment.gateway),
        "sends_all": can_send(payment, payment.amount),
        "sends_part": can_send(payment, payment.amount - 1),
    }
    return render(request, "admin/checkout/payment/refund.html", context)
