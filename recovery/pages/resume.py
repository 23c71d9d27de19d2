"""``/r/<token>/``: back to a cart that was left. GET shows it, POST opens it in this browser."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache

from cart import browser
from cart.changing import Closed
from cart.copying import Copied, copy_lines
from cart.models import Cart, Line
from catalog.models import Product
from checkout.addresses.masking import masked
from checkout.models import Order
from checkout.orders.reading import addresses_in_words
from checkout.visitor import new_secret, show_order, visitor, visitor_of_cookie
from recovery.links.opening import Condition, Opening, open_link
from recovery.links.resuming import Ways, come_back, open_here, send_own_link, ways
from recovery.links.stopping import stop_texts
from recovery.pages.identify import say_sent
from shop.core import clock
from shop.core.masking import mask_email
from shop.core.users.models import User


@never_cache
def resume(request: HttpRequest, token: str) -> HttpResponse:
    """Show the cart that the link opens, and open it when asked to.

    A link that is not ours gets one page, whatever is wrong with it; one of ours that is over gets
    its explanation, and nothing that it once opened is shown.
    """
    opening = open_link(token, at=clock.now())
    if opening is None:
        return render(request, "recovery/no_link.html", status=404)
    if opening.may_stop and opening.episode and request.POST.get("do") == "stop":
        stop_texts(opening.episode)
        messages.success(request, _("You will not be reminded of anything any more."))
        return redirect(request.path)
    if opening.condition is not Condition.LIVE:
        return _dead(request, opening)
    user = _user(request)
    chosen = ways(opening, own=browser.current_cart(request), user=user)
    if request.method != "POST":
        return _page(request, opening, chosen)
    try:
        return _act(request, opening, chosen, user)
    except Closed:  # ordered or erased in this very moment
        return redirect("resume", token)


def _act(request: HttpRequest, opening: Opening, chosen: Ways, user: User | None) -> HttpResponse:
    """Do what was asked. Raises Closed."""
    kept = opening.standing.cart if opening.standing else None
    match request.POST.get("do"):
        case "open" if chosen.may_open and chosen.is_paying:
            words = _(
                "A payment for the cart of your account is under way. Finish it or call it off first,"
                " then open the link again."
            )
            messages.warning(request, words)
            return redirect("checkout")
        case "open" if kept is not None and chosen.may_open:
            return _open(request, opening, kept, chosen, user)
        case "copy" if kept is not None:
            return _copy(request, opening, kept)
        case "identify" if opening.order is not None and opening.episode is not None:
            sent = send_own_link(opening.episode, opening.order)
            say_sent(request, sent, to=mask_email(opening.order.email))
    return redirect(request.path)


def _send_again(request: HttpRequest, opening: Opening) -> HttpResponse:
    """Send a new link to whom the old one was sent, if there is anything to open; no other way."""
    episode, order = opening.episode, opening.order
    if request.POST.get("do") == "again" and opening.is_kept and episode and order:
        say_sent(request, send_own_link(episode, order))
    return redirect(request.path)


def _open(
    request: HttpRequest, opening: Opening, kept: Cart, chosen: Ways, user: User | None
) -> HttpResponse:
    """Go on where it was left, in this browser."""
    found = visitor(request)
    is_there = found.order is not None and found.order == opening.order
    sees_enough = is_there and (found.is_known or (found.is_masked and not opening.shows_all))
    come_back(opening, at=clock.now())
    open_here(kept, own=chosen.own, user=user)
    browser.hold(request, kept)
    if opening.order is None:
        return redirect("cart")
    response = redirect("checkout")
    if not sees_enough:
        is_masked = not opening.shows_all
        show_order(response, new_secret(opening.order, is_masked=is_masked))
    return response


def _copy(request: HttpRequest, opening: Opening, kept: Cart) -> HttpResponse:
    """Put the same things into the cart of this browser; the kept one stays as it is."""
    own = browser.cart_for(request)
    copied = copy_lines(source=kept, into=own)
    browser.recount(request)
    _tell(request, copied)
    return redirect("cart")


def _tell(request: HttpRequest, copied: Copied) -> None:
    if copied.copied:
        words = ngettext(
            "%(count)d thing was added to your cart.",
            "%(count)d things were added to your cart.",
            len(copied.copied),
        )
        messages.success(request, words % {"count": len(copied.copied)})
    for left in copied.left_out:
        words = _("%(name)s was left out: %(why)s.")
        messages.warning(request, words % {"name": _name(left.line), "why": left.why.label})


def _name(line: Line) -> str:
    """Return what a line is called before whoever has the link; not if that is sensitive (R13)."""
    named = Product.objects.not_sensitive().filter(pk=line.variant.product_id).first()
    return named.name if named else _("Something")


def _page(request: HttpRequest, opening: Opening, chosen: Ways) -> HttpResponse:
    order = opening.order
    context: dict[str, object] = {
        "contents": opening.contents,
        "order": order,
        "shows_all": opening.shows_all,
        "masked_email": mask_email(order.email) if order else "",
        "address": _masked_address(order) if order else "",
        "can_identify": opening.episode is not None,
        "own": chosen.own,
        "may_open": chosen.may_open,
        "offers_stop": opening.offers_stop,
    }
    return render(request, "recovery/resume.html", context)


def _masked_address(order: Order) -> str:
    """Return where it goes, as its owner knows it again and others do not."""
    return addresses_in_words(order, map(masked, order.addresses.all()))["delivery_address"]


def _dead(request: HttpRequest, opening: Opening) -> HttpResponse:
    """Explain, and offer what can still be bought of it. 410: it was here, and will not be again."""
    if opening.condition is Condition.EXPIRED and request.method == "POST":
        return _send_again(request, opening)
    shown, is_kept = opening.contents, opening.is_kept
    own = browser.current_cart(request)
    context = {
        "condition": opening.condition.value,
        "offers_stop": opening.offers_stop,
        "rows": [row for row in shown.in_cart if row.counts] if shown else [],
        "showed_all": opening.shows_all,
        "is_kept": is_kept,
        "is_here": is_kept and opening.standing is not None and own == opening.standing.cart,
        "may_ask_again": is_kept and opening.episode is not None and opening.order is not None,
        "may_see_order": opening.order is not None and _may_see(request, opening.order),
    }
    return render(request, "recovery/dead.html", context, status=410)


def _may_see(request: HttpRequest, order: Order) -> bool:
    """Tell whether the page of this browser's last order shows that one."""
    return visitor_of_cookie(request).open_order == order


def _user(request: HttpRequest) -> User | None:
    return request.user if request.user.is_authenticated else None
