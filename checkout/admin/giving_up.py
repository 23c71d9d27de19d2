"""Closing a payment that no bank will make clear, by hand of staff who have looked it up."""

from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from checkout.admin.doubts import explained
from checkout.admin.refund_form import may_refund
from checkout.models import Payment
from checkout.payments.giving_up import give_up


def view(request: HttpRequest, pk: int) -> HttpResponse:
    """Close the payment, once who asks has confirmed what they found out."""
    if not may_refund(request):
        raise PermissionDenied
    payment = get_object_or_404(Payment.objects.select_related("order"), pk=pk)
    if request.method != "POST" and payment.doubt:
        context = {
            **admin.site.each_context(request),
            "payment": payment,
            "explained": explained(payment),
            "opts": Payment._meta,  # noqa: SLF001 - the documented name
        }
        return render(request, "admin/checkout/payment/give_up.html", context)
    if request.method == "POST" and give_up(payment=payment, by="staff"):
        _write_down(request, payment)
        messages.success(request, _("Closed. The order can be paid another way now."))
    else:
        messages.error(request, _("Nothing is unclear about this payment any more."))
    return redirect("admin:checkout_payment_change", pk)


def _write_down(request: HttpRequest, payment: Payment) -> None:
    LogEntry.objects.log_actions(
        user_id=str(request.user.pk),
        queryset=Payment.objects.filter(pk=payment.pk),
        action_flag=CHANGE,
        change_message=_("Closed by hand: it was looked up at the bank."),
        single_object=True,
    )
