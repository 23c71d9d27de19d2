"""The bank's own pages: the visitor decides how the payment ends, and how the shop hears of it."""

from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache

from checkout.gateways.testbank import bank
from checkout.gateways.testbank.forms import BehaviourForm
from checkout.gateways.testbank.models import Answer, BankPayment, Telling
from checkout.gateways.testbank.telling import tell
from checkout.models import PaymentError
from checkout.payments.ways import rates_of
from shop.core.workers import wake

REASONS = [
    PaymentError.DECLINED,
    PaymentError.NO_FUNDS,
    PaymentError.EXPIRED_CARD,
    PaymentError.WRONG_NUMBER,
    PaymentError.WRONG_CODE,
    PaymentError.LIMIT,
    PaymentError.NOT_CONFIRMED,
]


@never_cache
def page(request: HttpRequest, token: str) -> HttpResponse:
    payment = get_object_or_404(BankPayment, token=token)
    if request.method == "POST":
        answer, reason = request.POST.get("answer", ""), request.POST.get("reason", "")
        if not payment.is_confirming:
            bank.behave(payment=payment, **BehaviourForm(request.POST).behaviour())
        _decide(payment, answer, reason)
        payment.refresh_from_db()
        _tell_shop(payment)
    if payment.answer != Answer.OPEN and payment.is_led_back:
        return _back(payment)
    return redirect("testbank", token) if request.method == "POST" else _shown(request, payment)


def _shown(request: HttpRequest, payment: BankPayment) -> HttpResponse:
    if payment.answer != Answer.OPEN:  # and the way back is lost
        return render(request, "testbank/end.html", {"payment": payment})
    if payment.is_confirming:
        return render(request, "testbank/confirm.html", {"payment": payment})
    context = {
        "payment": payment,
        "rates": list(enumerate(rates_of(payment.amount, payment.instalments))),
        "reasons": _reasons(payment),
        "form": BehaviourForm(),
    }
    return render(request, "testbank/page.html", context)


def _reasons(payment: BankPayment) -> list[PaymentError]:
    return [PaymentError.PLAN_REFUSED, *REASONS] if payment.instalments > 1 else REASONS


def _back(payment: BankPayment) -> HttpResponse:
    """Lead back to the shop, in this same house: its cookies belong to the name in the address bar."""
    return HttpResponseRedirect(urlsplit(payment.return_url).path)


def _tell_shop(payment: BankPayment) -> None:
    if payment.telling == Telling.FIRST:
        tell(payment=payment)
    else:
        wake("checkout.gateways.testbank.tasks.tell_shop")


def _decide(payment: BankPayment, asked: str, reason: str) -> None:
    match asked:
        case "accept" | "confirm":
            bank.decide(payment=payment, answer=Answer.ACCEPTED)
        case "secure":
            bank.ask_to_confirm(payment=payment)
        case "deny":
            error = PaymentError.NOT_CONFIRMED
            bank.decide(payment=payment, answer=Answer.REFUSED, error=error)
        case "later":
            bank.decide(payment=payment, answer=Answer.ACCEPTED, is_later=True)
        case "silence":
            error = PaymentError.TIMED_OUT
            bank.decide(payment=payment, answer=Answer.REFUSED, error=error, is_later=True)
        case "leave":
            bank.decide(payment=payment, answer=Answer.REFUSED, error=PaymentError.LEFT)
        case _:
            known = _reasons(payment)
            error = PaymentError(reason) if reason in known else known[0]
            bank.decide(payment=payment, answer=Answer.REFUSED, error=error)
