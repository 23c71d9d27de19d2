"""``/checkout/identify/``: a masked visitor says that the order is theirs, and is sent the proof."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from checkout.models import Order
from checkout.pages.identifying import identifies_by
from checkout.visitor import visitor
from recovery.links.resuming import send_own_link
from shop.core.masking import mask_email
from shop.core.messaging.models import Message


@identifies_by
def identify_url(order: Order, back: str) -> str:
    """Return the page's address; of an order that is placed the confirmation mail has the link."""
    if order.is_placed:
        return f"{reverse('account_login')}?{urlencode({'next': back})}"
    return reverse("identify")


@never_cache
def identify(request: HttpRequest) -> HttpResponse:
    """Offer to send a link that shows all to the address of the order; send it when asked to."""
    found = visitor(request)
    order = found.open_order
    if order is None or not found.is_masked:
        return redirect("checkout")
    email = mask_email(order.email)
    if request.method != "POST":
        return render(request, "recovery/identify.html", {"email": email})
    episode = order.episodes.order_by("pk").last()
    if episode is not None:
        say_sent(request, send_own_link(episode, order), to=email)
    return redirect("checkout")


def say_sent(request: HttpRequest, sent: Message | None, *, to: str = "") -> None:
    """Tell that the link is on its way. Without ``to``, a masked address, not even that is told."""
    if sent is None:
        words = _("Several links went there today. Please look for the last one, among spam too.")
        messages.warning(request, words)
    elif to:
        words = _("The link is on its way to %(email)s. It works for one hour.")
        messages.success(request, words % {"email": to})
    else:
        words = _("The link is on its way to the address that was entered. It works for one hour.")
        messages.success(request, words)
