"""The shop's own page for a card: the one page that has a script of somebody else's (S8.1).

Whoever holds its address may pay, and sees what is charged, never whose order it is.
"""

import re
from collections.abc import Callable
from functools import partial, wraps
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
from checkout.payments.asking import ask_soon
from checkout.payments.links import payment_of_return
from checkout.payments.settling import settle
from checkout.visitor import order_of_browser
from shop.core.rate_limits import limited

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
    if payment.state not in OPEN:
        return redirect("checkout-return", token)
    if request.method == "POST":
        return _given(request, payment, token)
    return _answered(request, payment, token, partial(cards.standing, payment))


@limited("CARD_RATE_LIMIT")  # else thieves could find out here which of many cards still work
def _given(request: HttpRequest, payment: Payment, token: str) -> HttpResponse:
    name = request.POST.get("token", "")
    if not _TOKEN.fullmatch(name):
        return _page(request, payment, is_unread=True, status=422)
    return _answered(request, payment, token, partial(cards.take, payment, name))


def _answered(
    request: HttpRequest, payment: Payment, token: str, ask: Callable[[], cards.Standing]
) -> HttpResponse:
    """Show what is to be done next, after what Stripe says to ``ask``."""
    try:
        with calling(CODE):
            stands = ask()
    except Unreachable:
        return _page(request, payment, is_unclear=True, status=503)
    if stands.report.outcome is Outcome.FAILED:
        _give_up(payment, stands)
    if stands.report.outcome is not Outcome.OPEN:
        return redirect("checkout-return", token)
    if request.method != "POST":
        return _page(request, payment, secret=stands.secret)
    if stands.secret:  # a page that is reloaded sends no token again
        return redirect(f"{request.path}?{_NOW}=1")
    return _page(request, payment, is_unread=True, status=422)


def _payment(token: str) -> Payment:
    payment = payment_of_return(token)
    if payment is None or payment.gateway != CODE or CODE not in settings.GATEWAYS:
        raise Http404
    if payment.state in OPEN and not payment.bank_ref:  # nobody was sent here
        raise Http404
    return payment


def _give_up(payment: Payment, stands: cards.Standing) -> None:
    """Write the failure down; what is tried next is another payment, so this one is called off.

    Another tab may have paid it in this very moment: then that is how it ended.
    """
    settled = settle(payment.pk, stands.report, by="bank")
    if settled.state != PaymentState.FAILED:
        return
    try:
        with calling(CODE) as bank:
            report = bank.cancel(payment)
        settle(payment.pk, report, by="bank")
    except Unreachable:
        log.warning("left_open_at_bank", payment=payment.pk)
        ask_soon(payment)


def _page(
    request: HttpRequest,
    payment: Payment,
    *,
    secret: str = "",
    is_unread: bool = False,
    is_unclear: bool = False,
    status: int = 200,
) -> HttpResponse:
    is_of_browser = order_of_browser(request) == payment.order
    context = {
        "payment": payment,
        "secret": secret,
        "is_unread": is_unread,
        "is_unclear": is_unclear,
        "is_card_page": not is_unclear,
        "at_once": _NOW in request.GET,
        "script": settings.STRIPE_JS_URL,
        "key": settings.STRIPE_PUBLISHABLE_KEY,
        "other_way": reverse(Step.PAYMENT.url_name) if is_of_browser else "",
    }
    return render(request, "checkout/card.html", context, status=status)


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
