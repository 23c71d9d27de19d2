"""Where a shopper is on the way, and where they may go: back always, ahead only over what is done."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, wraps
from typing import Concatenate, ParamSpec, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from cart.changing import Closed, InUse
from cart.contents import Contents
from cart.models import Cart
from cart.reading import contents
from catalog.pages.advice import is_wanted, may_offer, remember_offered
from checkout.addresses.masking import masked
from checkout.models import Address, AddressKind, Order, Step
from checkout.orders.starting import has_form_errors, record_form_errors
from checkout.pages.identifying import identify_url_of
from checkout.visitor import Visitor, order_of_browser, remember_known, visitor
from shop.core.masking import mask_email

P = ParamSpec("P")


@dataclass
class Stage:
    """Everything a step needs to know: read once, in at most six queries."""

    visitor: Visitor
    cart: Cart
    order: Order | None  # only when this browser may go on with it
    addresses: dict[str, Address]  # as they may be shown: a masked visitor's are masked
    errs_again: bool = False  # this form was refused before

    @cached_property
    def contents(self) -> Contents:
        """What is in the cart, priced for where the order goes."""
        order = self.order
        return contents(
            self.cart,
            country=order.country if order else "",
            method_id=order.delivery_method_id if order else None,
            vat_number=order.vat_number if order else "",
            with_images=False,
        )

    @property
    def is_masked(self) -> bool:
        """Whether the visitor goes on with an order without seeing whose it is."""
        return self.visitor.is_masked

    @property
    def begun(self) -> Order:
        """The order, on the steps that nobody reaches without one."""
        if self.order is None:
            message = "this step is open to those who have begun an order"
            raise LookupError(message)
        return self.order

    @property
    def email(self) -> str:
        """The e-mail address as it may be shown."""
        return mask_email(self.begun.email) if self.is_masked else self.begun.email

    @property
    def delivery_address(self) -> Address | None:
        """Where it goes, once all of it is known."""
        address = self.addresses.get(AddressKind.DELIVERY)
        return address if address and address.is_complete else None

    @property
    def unfinished(self) -> Step:
        """The first step that lacks something."""
        if self.order is None:
            return Step.EMAIL
        if self.delivery_address is None:
            return Step.ADDRESS
        if not self.contents.has_chosen_delivery:
            return Step.DELIVERY
        return Step.PAYMENT

    def progress(self, here: Step) -> list[dict[str, object]]:
        """Return what the step indicator shows: each step, whether it can be gone to."""
        return [
            {
                "name": step.label,
                "number": step.value,
                "url": reverse(step.url_name) if step <= self.unfinished and step != here else "",
                "is_here": step == here,
                "is_done": step < self.unfinished,
            }
            for step in Step
        ]

    def identify_url(self, here: Step) -> str:
        """Return where a masked visitor can say that the order is theirs; else nothing."""
        return identify_url_of(self.begun, back=reverse(here.url_name)) if self.is_masked else ""

    def record_errors(self, step: Step, errors: dict[str, list[str]]) -> None:
        self.errs_again = has_form_errors(cart=self.cart, step=step)
        record_form_errors(cart=self.cart, order=self.order, step=step, errors=errors)

    def advice(self, request: HttpRequest) -> str:
        """Return when to offer advice on a step (H3): ``now``, ``later`` if nothing goes on, or never."""
        if self.errs_again and is_wanted(request):
            return "now"
        return "later" if may_offer(request) else ""


View = Callable[Concatenate[HttpRequest, Stage, P], HttpResponse]
Page = Callable[Concatenate[HttpRequest, P], HttpResponse]


def stage(request: HttpRequest) -> Stage | None:
    """Return how far this shopper has come; None without a cart."""
    found = visitor(request)
    if found.cart is None:
        return None
    order = found.open_order
    addresses = {address.kind: address for address in order.addresses.all()} if order else {}
    if found.is_masked:
        addresses = {kind: masked(each) for kind, each in addresses.items() if each.is_complete}
    return Stage(
        visitor=found,
        cart=found.cart,
        order=order,
        addresses=addresses,
    )


def step(here: Step) -> Callable[[View[P]], Page[P]]:
    """Open the page of ``here`` to whoever has come so far; lead others to where they are."""

    def decorate(view: View[P]) -> Page[P]:
        @wraps(view)
        @never_cache
        def wrapped(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            found = stage(request)
            away = _elsewhere(request, found, here)
            if found is None or away is not None:
                return away or _without_cart(request)
            response = view(request, found, *args, **kwargs)
            # Known by the account, on another machine: the confirmation will ask for this.
            remember_known(response, found.visitor)
            if found.errs_again:
                remember_offered(request, response)
            return response

        return cast("Page[P]", wrapped)

    return decorate


def _elsewhere(request: HttpRequest, found: Stage | None, here: Step) -> HttpResponse | None:
    """Return the way to where the shopper must go first, if there is such a place."""
    if found is None:
        return _without_cart(request, here)
    if here is Step.PAYMENT and request.method == "POST" and found.delivery_address is not None:
        return None  # paying reads the cart anew, locked, and refuses what is not ready
    if not found.contents.in_cart:
        return _without_cart(request)
    if not found.contents.is_ready:
        words = _("Something in your cart needs your decision before you can order.")
        messages.warning(request, words)
        return redirect("cart")
    return redirect(found.unfinished.url_name) if here > found.unfinished else None


@never_cache
def entrance(request: HttpRequest) -> HttpResponse:
    """Lead to the first step that lacks something."""
    found = stage(request)
    if found is None or not found.contents.in_cart:
        return _without_cart(request)
    return redirect(found.unfinished.url_name)


def _without_cart(request: HttpRequest, here: Step | None = None) -> HttpResponse:
    """Lead to the order that this browser has to pay for still, else to the cart.

    Who looks for the payment, and has paid where the way back was lost, is shown what they ordered.
    """
    order = order_of_browser(request)
    is_paid = order is not None and order.is_placed and here is Step.PAYMENT
    waits = order is not None and order.is_waiting
    return redirect("checkout-done" if is_paid or waits else "cart")


def not_now(request: HttpRequest, refusal: Closed | InUse) -> HttpResponse:
    """Lead on from a step whose order is being paid, or is no longer to be had."""
    if isinstance(refusal, Closed):
        return redirect("cart")
    messages.warning(request, refusal.words)
    return redirect(Step.PAYMENT.url_name)


def codes_of(errors: object) -> dict[str, list[str]]:
    """Return ``{field: [codes]}`` of a form's errors: which rule, never what was typed."""
    return {
        field: [error.code or "invalid" for error in found.as_data()]
        for field, found in errors.items()  # type: ignore[attr-defined]
    }
