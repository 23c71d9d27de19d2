"""``/cart/send/``: the form on the cart's page that sends it to an address, one mail, as asked."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cart import browser
from cart.contents import Contents
from cart.models import Cart
from cart.pages.access import open_cart, posted
from cart.pages.beside import offers_beside_cart
from recovery.sending_carts import may_be_sent, send_cart
from shop.core.asking import AskForm, Offer, in_words
from shop.core.rate_limits import limited


@offers_beside_cart
def offer(request: HttpRequest, contents: Contents) -> Offer | None:
    """Return the form; None where a mail would have nothing to say, for it tells nothing sensitive."""
    if not may_be_sent(contents.rows):
        return None
    user = request.user if browser.is_signed_in(request) else None
    return _offer(AskForm.blank(getattr(user, "email", "")))


@posted
@limited("ASK_RATE_LIMIT")
@open_cart
def send(request: HttpRequest, cart: Cart) -> HttpResponse:
    """Send it; the answer is the same whatever is known of the address."""
    form = AskForm(request.POST, auto_id="ask-%s", use_required_attribute=False)
    if not form.is_valid():
        return render(request, "recovery/send_cart.html", {"offer": _offer(form)}, status=422)
    zone = form.cleaned_data["time_zone"]
    send_cart(
        cart=cart,
        address=form.cleaned_data["email"],
        language=get_language() or "",
        time_zone=zone,
    )
    words = _(
        "If we may write to that address, your cart is on its way there, with a link that opens it anywhere."
    )
    messages.success(request, f"{words} {in_words(zone)}".strip())
    return redirect("cart")


def _offer(form: AskForm) -> Offer:
    return Offer(
        form=form,
        title=_("Send this cart to me"),
        notice=_(
            "One mail, with what is in the cart when it goes and a link that opens it for %(days)d days."
            " Whoever has the link can open the cart, and sees nothing of what you entered for an order."
            " The address is kept for %(kept)d days, to show that it was asked for; it is used for nothing"
            " else, and nobody is reminded because of it."
        )
        % {"days": settings.RESUME_LINK_DAYS, "kept": settings.RETENTION_DAYS},
        button=_("Send it"),
        action=reverse("cart-send"),
        testid="send-cart",
        back_url=reverse("cart"),
        is_folded=True,
    )
