"""What a shopper can do with an order that waits for its money: pay it another way, or cancel it.

Each page has two addresses: one for the browser that the order was made in, one below the order's
link. Its cart is closed, so none of this is a step of the checkout.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from checkout.gateways.transfer.account import CODE, details_of
from checkout.models import Order, PaymentState
from checkout.models.payment import OPEN
from checkout.orders.waiting import arrives_by_in_words
from checkout.pages.forms import PayForm
from checkout.pages.payment import UNANSWERED
from checkout.payments.calling_off import StillOpen
from checkout.payments.cancelling import cancel_waiting
from checkout.payments.explaining import explain
from checkout.payments.paying import AlreadyPlaced, start_payment
from checkout.payments.ways import OfferedWay, Way, ways_to_pay
from checkout.visitor import order_of_browser, order_of_token, show_order, visitor_of_cookie


@dataclass(frozen=True, slots=True)
class Seen:
    """An order, and by what this browser sees it: ``token`` of a link, or its cookie if empty."""

    order: Order
    token: str
    is_masked: bool = False

    def url(self, page: str = "") -> str:
        """Return the address of the order, or of its ``pay`` or ``cancel``."""
        if self.token:
            return reverse(f"order-{page}" if page else "order", args=[self.token])
        return reverse(f"done-{page}" if page else "checkout-done")


def what_waits(order: Order, token: str) -> Mapping[str, object]:
    """Return what the order's page says of one that waits: where to transfer to, what has failed."""
    if not order.is_waiting:
        return {}
    seen, last = Seen(order, token), order.payments.order_by("-pk").first()
    is_open = last is not None and last.state in OPEN
    offered = {way.code for way in ways_to_pay(order.total)}
    return {
        "transfer": details_of(order),
        "by_day": arrives_by_in_words(order),
        "failure": explain(last.error) if last and last.error and not is_open else None,
        "may_transfer": CODE in offered and not is_open,
        "has_others": bool(_others(order)),
        "pay_url": seen.url("pay"),
        "cancel_url": seen.url("cancel"),
    }


@never_cache
def pay(request: HttpRequest, token: str = "") -> HttpResponse:
    """Let whoever sees the order pay it another way, masked or not, for the total it has."""
    seen = _seen(request, token)
    if seen is None:
        return render(request, "checkout/no_order.html", status=404)
    if not seen.order.is_waiting:
        return redirect(seen.url())
    form = PayForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _pay(request, seen, Way.named(form.cleaned_data["gateway"]))
    ways = _others(seen.order)
    context = {
        "order": seen.order,
        "form": form,
        "ways": ways,
        "chosen": ways[0].code if len(ways) == 1 else "",
        "some_wait": any(way.waits for way in ways),
        "all_wait": all(way.waits for way in ways),
        "by_day": arrives_by_in_words(seen.order),
        "back_url": seen.url(),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "checkout/pay_otherwise.html", context, status=status)


@never_cache
def cancel(request: HttpRequest, token: str = "") -> HttpResponse:
    """Cancel the order, once its shopper has confirmed it. Whoever only pays for somebody may not."""
    seen = _seen(request, token)
    if seen is None:
        return render(request, "checkout/no_order.html", status=404)
    if seen.is_masked:
        raise PermissionDenied
    if not seen.order.is_waiting:
        return redirect(seen.url())
    if request.method != "POST":
        context = {"order": seen.order, "back_url": seen.url()}
        return render(request, "checkout/cancel.html", context)
    try:
        if not cancel_waiting(order=seen.order, by="shopper"):
            messages.warning(request, _("Your order was paid in this very moment. It stands."))
    except StillOpen:
        messages.warning(request, _("The bank has not answered yet. Please wait a minute."))
    return redirect(seen.url())


def _seen(request: HttpRequest, token: str) -> Seen | None:
    if token:
        order = order_of_token(token)
        return Seen(order, token) if order else None
    found = visitor_of_cookie(request)
    return Seen(found.open_order, "", found.is_masked) if found.open_order else None


def _others(order: Order) -> list[OfferedWay]:
    """Return the ways to pay, without the one whose money is on the way already."""
    pending = order.payments.filter(state=PaymentState.PENDING).first()
    ways = ways_to_pay(order.total)
    return [each for each in ways if pending is None or not each.way.is_of(pending)]


def _pay(request: HttpRequest, seen: Seen, way: Way) -> HttpResponse:
    """Start that payment, and lead to its bank, or back to the order with what there is to say."""
    response = redirect(seen.url())
    try:
        begun = start_payment(order=seen.order, way=way, shown_total=seen.order.total)
    except AlreadyPlaced:
        return response
    except StillOpen:
        messages.warning(request, UNANSWERED)
        return response
    if begun.state == PaymentState.STARTED and begun.redirect_url:
        response = HttpResponseRedirect(begun.redirect_url)
    if seen.token and _has_no_other(request, seen.order):
        show_order(response, seen.token)  # the bank leads back to the cookie's order
    return response


def _has_no_other(request: HttpRequest, order: Order) -> bool:
    """Tell whether this browser is not in the middle of another order, which it would lose."""
    known = order_of_browser(request)
    return known is None or known == order or known.is_placed or known.is_waiting
