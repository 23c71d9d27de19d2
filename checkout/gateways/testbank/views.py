"""The bank's own page: the visitor decides how the payment ends."""

from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache

from checkout.gateways.testbank import bank
from checkout.gateways.testbank.models import Answer, BankPayment
from checkout.gateways.testbank.tasks import wake_messenger
from checkout.models import PaymentError

REASONS = [
    PaymentError.DECLINED,
    PaymentError.NO_FUNDS,
    PaymentError.EXPIRED_CARD,
    PaymentError.WRONG_CODE,
    PaymentError.LIMIT,
    PaymentError.NOT_CONFIRMED,
]


@never_cache
def page(request: HttpRequest, token: str) -> HttpResponse:
    payment = get_object_or_404(BankPayment, token=token)
    if request.method == "POST":
        _decide(payment, request.POST.get("answer", ""), request.POST.get("reason", ""))
        wake_messenger()
        return _back(payment)
    if payment.answer != Answer.OPEN:
        return _back(payment)
    return render(request, "testbank/page.html", {"payment": payment, "reasons": REASONS})


def _back(payment: BankPayment) -> HttpResponse:
    """Lead back to the shop, in this same house: its cookies belong to the name in the address bar."""
    return HttpResponseRedirect(urlsplit(payment.return_url).path)


def _decide(payment: BankPayment, asked: str, reason: str) -> None:
    match asked:
        case "accept":
            bank.decide(payment=payment, answer=Answer.ACCEPTED)
        case "later":
            bank.decide(payment=payment, answer=Answer.ACCEPTED, is_later=True)
        case "silence":
            bank.decide(
                payment=payment,
                answer=Answer.REFUSED,
                error=PaymentError.TIMED_OUT,
                is_later=True,
            )
        case "leave":
            bank.decide(payment=payment, answer=Answer.REFUSED, error=PaymentError.LEFT)
        case _:
            error = reason if reason in REASONS else PaymentError.DECLINED
            bank.decide(payment=payment, answer=Answer.REFUSED, error=error)
