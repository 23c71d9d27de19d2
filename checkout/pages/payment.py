"""Step four: everything once more, the whole price, and one button that says what it does."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.stock import OutOfStock
from checkout.models import Order, Payment, PaymentError, PaymentState, Step
from checkout.models.payment import OPEN
from checkout.orders.reading import addresses_in_words
from checkout.orders.reading import status as status_of
from checkout.orders.redeeming import UsedUp
from checkout.orders.standing import NotReady
from checkout.pages.forms import PayForm
from checkout.pages.steps import Stage, codes_of, step
from checkout.payments.calling_off import StillOpen, call_off
from checkout.payments.explaining import explain, explain_doubt
from checkout.payments.paying import AlreadyPlaced, TotalRose, start_payment
from checkout.payments.ways import OfferedWay, Way, ways_to_pay
from shop.core.money import formatted

UNANSWERED = gettext_lazy(
    "An earlier attempt has not been answered by the bank yet, so we do not start a second one: "
    "you might pay twice. Please wait a minute."
)


@step(Step.PAYMENT)
def payment(request: HttpRequest, stage: Stage) -> HttpResponse:
    order = stage.begun
    if request.method != "POST":
        return _page(request, stage, order, PayForm())
    if "call-off" in request.POST:
        return _call_off(request, order)
    form = PayForm(request.POST)
    if not form.is_valid():
        stage.record_errors(Step.PAYMENT, codes_of(form.errors))
        return _page(request, stage, order, form, status=422)
    return pay(
        request,
        order,
        way=Way.named(form.cleaned_data["gateway"]),
        shown_total=form.cleaned_data["shown_total"],
    )


def pay(request: HttpRequest, order: Order, *, way: Way, shown_total: int) -> HttpResponse:
    """Start a payment and send the shopper to the bank, or back with the reason why not."""
    try:
        begun = start_payment(order=order, way=way, shown_total=shown_total)
    except (AlreadyPlaced, NotReady, OutOfStock, StillOpen, TotalRose, UsedUp) as refusal:
        return _refused(request, refusal, shown_total)
    if begun.state == PaymentState.SUCCEEDED:
        return redirect("checkout-done")
    is_open = begun.state in OPEN and begun.redirect_url
    return HttpResponseRedirect(begun.redirect_url if is_open else reverse(Step.PAYMENT.url_name))


def _refused(request: HttpRequest, refusal: Exception, shown_total: int) -> HttpResponse:
    """Say why no payment was started, where the shopper can do something about it."""
    match refusal:
        case AlreadyPlaced():
            return redirect("checkout-done")
        case OutOfStock():
            words = _("Somebody was a moment faster with one of your things. Nothing was charged.")
            messages.error(request, words)
            return redirect("cart")
        case NotReady():
            messages.warning(request, _("Something has just changed. Nothing was charged."))
            return redirect("cart")
        case UsedUp(promotion=promotion):
            words = _(
                "“%(name)s” has just ended, or was used as often as it can be, so the total has "
                "changed. Nothing was charged. Please look, then decide."
            )
            messages.warning(request, words % {"name": promotion or _("Promotion")})
        case TotalRose(total=total):
            words = _("The total is %(now)s by now, not %(shown)s. Please look, then decide.")
            amounts = {"now": formatted(total), "shown": formatted(shown_total)}
            messages.warning(request, words % amounts)
        case _:
            messages.warning(request, UNANSWERED)
    return redirect(Step.PAYMENT.url_name)


def _call_off(request: HttpRequest, order: Order) -> HttpResponse:
    for waiting in order.payments.filter(state__in=OPEN):
        try:
            call_off(waiting, by="shopper")
        except StillOpen:
            messages.warning(request, _("The bank has not answered yet. Please wait a minute."))
    order.refresh_from_db()
    return redirect("checkout-done" if order.is_placed else "checkout")


def _page(
    request: HttpRequest, stage: Stage, order: Order, form: PayForm, *, status: int = 200
) -> HttpResponse:
    last = order.payments.order_by("-pk").first()
    total = stage.contents.totals.total
    ways = ways_to_pay(total)
    context = {
        "form": form,
        "email": stage.email,
        "is_masked": stage.is_masked,
        "identify_url": stage.identify_url(Step.PAYMENT),
        "ways": ways,
        "chosen": preselected(ways, last),
        "some_wait": bool(total) and any(way.waits for way in ways),
        "all_wait": bool(total) and all(way.waits for way in ways),
        **addresses_in_words(order, stage.addresses.values()),
        "vat_number": "" if stage.is_masked else order.vat_number,
        "failure": explain(last.error) if last and last.error else None,
        "late": status_of(order) if last and last.state == PaymentState.LATE else None,
        "unsure": explain_doubt(last),
        "waiting": last if last and last.state in OPEN else None,
        "reference": order.reference,
        "contents": stage.contents,
        "steps": stage.progress(Step.PAYMENT),
        "advice": stage.advice(request),
    }
    return render(request, "checkout/payment.html", context, status=status)


def preselected(ways: list[OfferedWay], last: Payment | None) -> str:
    """Return the way to pay that stands chosen: the one of the last attempt, else the first.

    Who asked for instalments and did not get them shall say so before all is charged at once (S8.2).
    """
    first = ways[0].code if ways else ""
    if last is None:
        return first
    if last.error in (PaymentError.PLAN_REFUSED, PaymentError.NOT_TAKEN):
        return ""
    answering = {offer.code for offer in ways if not offer.is_silent}
    same = str(Way(last.gateway, last.instalments))
    if same in answering:
        return same
    return "" if last.instalments > 1 else first
