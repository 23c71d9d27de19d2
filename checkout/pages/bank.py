"""Where the bank meets the shop: its shoppers come back, and its notifications arrive."""

import structlog
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from checkout.gateways.interface import Irrelevant, NotGenuine, Unreachable, gateway
from checkout.models import Payment, PaymentError, PaymentState, Step
from checkout.orders.reading import status as status_of
from checkout.pages.forms import PayForm
from checkout.pages.payment import pay, preselected
from checkout.payments.asking import hear, shopper_is_back
from checkout.payments.explaining import explain, explain_doubt
from checkout.payments.links import payment_of_return
from checkout.payments.settling import WrongAmount
from checkout.payments.ways import Way, ways_to_pay
from checkout.visitor import order_of_browser

log = structlog.get_logger(__name__)


@never_cache
def come_back(request: HttpRequest, token: str) -> HttpResponse:
    """Ask the bank how it ended and lead on; needs no session and no cookie (M15).

    Whoever holds only this address sees how the payment stands, never who ordered what.
    """
    payment = payment_of_return(token)
    if payment is None:
        raise Http404
    try:
        payment = shopper_is_back(payment, request.GET.dict())
    except (KeyError, Unreachable, WrongAmount):  # a gateway may be in use no longer
        log.warning("bank_unclear", payment=payment.pk)
    order = payment.order
    if request.method == "POST" and not order.is_placed:
        form = _way_form(request, payment)
        if not form.is_valid():
            return _stub(request, payment, form, status=422)
        way = Way.named(form.cleaned_data["gateway"])
        return pay(request, order, way=way, shown_total=payment.amount)
    is_lost = payment.state == PaymentState.LATE and not order.is_placed and not order.is_waiting
    if order_of_browser(request) == order and not is_lost:
        is_over = payment.state in (PaymentState.SUCCEEDED, PaymentState.PENDING)
        # One that waits has no cart any more: its own page says what failed, and how to pay.
        leads_to_order = is_over or order.is_waiting
        return redirect("checkout-done") if leads_to_order else redirect(Step.PAYMENT.url_name)
    return _stub(request, payment, PayForm())


def _way_form(request: HttpRequest, payment: Payment) -> PayForm:
    """Return how to pay now: as chosen, else as before; after a refused plan nothing is guessed (S8.2)."""
    before = Way(payment.gateway, payment.instalments)
    was_refused = payment.error == PaymentError.PLAN_REFUSED
    chosen = request.POST.get("gateway", "" if was_refused else str(before))
    return PayForm({"shown_total": payment.amount, "gateway": chosen})


@csrf_exempt
@require_POST
def notify(request: HttpRequest, code: str) -> HttpResponse:
    """Take a notification: the signature on the raw body first, then the one settlement (M13).

    What is about a payment that is not known here is kept, and looked for again.
    """
    try:
        notification = gateway(code).read(request.body, request.headers)
    except KeyError:
        raise Http404 from None
    except Irrelevant:
        return HttpResponse(status=204)
    except (NotGenuine, ValueError) as refusal:
        log.warning("notification_refused", gateway=code, why=type(refusal).__name__)
        return HttpResponse(status=400)
    hear(code, notification)
    return HttpResponse(status=204)


def _stub(
    request: HttpRequest, payment: Payment, form: PayForm, *, status: int = 200
) -> HttpResponse:
    order = payment.order
    # A later attempt may have been paid: then this one is no more than history.
    has_failed = (
        payment.state in (PaymentState.FAILED, PaymentState.CANCELLED)
        and bool(payment.error)
        and not order.is_placed
    )
    ways = ways_to_pay(payment.amount)
    context = {
        "payment": payment,
        "status": status_of(order),
        "failure": explain(payment.error) if has_failed else None,
        "unsure": explain_doubt(payment),
        "form": form,
        "ways": ways,
        "chosen": preselected(ways, payment),
    }
    return render(request, "checkout/returned.html", context, status=status)
