"""The shop's own page for a card: the one page that has a script of somebody else's (S8.1).

Whoever holds its address may pay, and sees what is charged, never whose order it is.
"""

import re
from collections.abc import Callable
from functools import wraps
from urllib.parse import urlsplit

import structlog
from csp.decorators import csp_update
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from checkout.gateways.calling import calling
from checkout.gateways.interface import Outcome, Unreachable
from checkout.gateways.stripe import cards
from checkout.models import Payment, PaymentState, Step
from checkout.models.payment import OPEN
from checkout.payments.links import payment_of_return
from checkout.payments.settling import settle
from checkout.visitor import order_of_browser

log = structlog.get_logger(__name__)

CODE = "stripe"
_TOKEN = re.compile(r"tok_\w{1,200}", re.ASCII)
_NOW = "now"  # in the address: the browser goes to the shopper's bank by itself

View = Callable[[HttpRequest, str], HttpResponse]


def _lets_stripe_in(view: View) -> View:
    """Let Stripe's script work on this page alone.

    Its styles are set by script, which no policy forbids. Source: the directives of
    https://docs.stripe.com/security/guide#content-security-policy, without those for maps.
    """

    @wraps(view)
    def wrapped(request: HttpRequest, token: str) -> HttpResponse:
        script, api = _origin(settings.STRIPE_JS_URL), _origin(settings.STRIPE_API_BASE)
        own = ["https://js.stripe.com", "https://*.js.stripe.com"]
        policy = {
            "script-src": [script, *(own if script in own else [])],
            "frame-src": [script, *own, "https://hooks.stripe.com"],
            "connect-src": [api, script],
        }
        unique = {name: [*dict.fromkeys(sources)] for name, sources in policy.items()}
        response: HttpResponse = csp_update(unique)(view)(request, token)  # type: ignore[arg-type, call-arg, assignment]
        return response

    return wrapped


@sensitive_post_parameters("token")
@never_cache
@_lets_stripe_in
def card(request: HttpRequest, token: str) -> HttpResponse:
    """Take a card, or let the shopper confirm with their bank, wherever they had stopped."""
    payment = _payment(token)
    given = _TOKEN.fullmatch(request.POST.get("token", ""))
    if payment.state not in OPEN:
        return redirect("checkout-return", token)
    try:
        with calling(CODE):
            stands = cards.take(payment, given[0]) if given else cards.standing(payment)
    except Unreachable:
        return _page(request, payment, is_unclear=True, status=503)
    if stands.report.outcome is Outcome.FAILED:
        _give_up(payment, stands)
    if stands.report.outcome is not Outcome.OPEN:
        return redirect("checkout-return", token)
    if given and stands.secret:  # a page that is reloaded sends no token again
        return redirect(f"{request.path}?{_NOW}=1")
    is_unread = request.method == "POST"
    status = 422 if is_unread else 200
    return _page(request, payment, secret=stands.secret, is_unread=is_unread, status=status)


def _payment(token: str) -> Payment:
    payment = payment_of_return(token)
    if payment is None or payment.gateway != CODE or CODE not in settings.GATEWAYS:
        raise Http404
    if payment.state in OPEN and not payment.bank_ref:  # nobody was sent here
        raise Http404
    return payment


def _give_up(payment: Payment, stands: cards.Standing) -> None:
    """Write the failure down; what is tried next is another payment, so this one is called off."""
    settled = settle(payment.pk, stands.report, by="bank")
    if settled.state != PaymentState.FAILED:
        return
    try:
        with calling(CODE) as bank:
            bank.cancel(payment)
    except Unreachable:
        log.warning("left_open_at_bank", payment=payment.pk)


def _page(
    request: HttpRequest, payment: Payment, *, status: int = 200, **more: object
) -> HttpResponse:
    is_of_browser = order_of_browser(request) == payment.order
    context = {
        "payment": payment,
        "script": settings.STRIPE_JS_URL,
        "key": settings.STRIPE_PUBLISHABLE_KEY,
        "at_once": _NOW in request.GET,
        "other_way": reverse(Step.PAYMENT.url_name) if is_of_browser else "",
        **more,
    }
    return render(request, "checkout/card.html", context, status=status)


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
