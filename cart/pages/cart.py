"""The cart's page. Every change is a form that works without a script, and leads back here."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from cart import browser, changing, destination, joining
from cart.contents import Contents
from cart.models import Cart
from cart.pages.access import back_to_cart, open_cart, posted
from cart.pages.beside import offers_for
from cart.pages.forms import CodeForm, CountryForm
from cart.promotions import codes
from cart.reading import contents
from catalog.pages.complements import complements_of
from shop.core.rate_limits import limited
from shop.core.same_origin import way_back

COMPLEMENTS = 3
UNDO_JOINED = (
    "undo-joined"  # the tag of a message whose lines can be put back; its text is their keys
)


@never_cache
def show(request: HttpRequest) -> HttpResponse:
    return _page(request, CodeForm(auto_id="code-%s"))


@posted
@limited("CODE_RATE_LIMIT")  # else codes could be guessed
@open_cart
def apply_code(request: HttpRequest, cart: Cart) -> HttpResponse:
    form = CodeForm(request.POST, auto_id="code-%s")
    if form.is_valid():
        try:
            codes.apply_code(cart=cart, text=form.cleaned_data["code"])
        except codes.Refused as refusal:
            if not refusal.waits:
                form.add_error("code", refusal.words)
                return _page(request, form, status=422)
            messages.warning(request, _waiting(refusal))
        else:
            messages.success(request, _("Your promo code is taken off the total."))
        return redirect("cart")
    return _page(request, form, status=422)


@posted
@open_cart
def drop_code(request: HttpRequest, cart: Cart) -> HttpResponse:
    dropped = codes.drop_code(cart=cart)
    if dropped:
        messages.info(request, _("Removed: the code %(code)s.") % {"code": dropped})
    return redirect("cart")


@posted
@open_cart
def choose_country(request: HttpRequest, cart: Cart) -> HttpResponse:
    form = CountryForm(request.POST)
    country = form.cleaned_data["country"] if form.is_valid() else ""
    try:
        destination.choose_country(cart=cart, country=country)
    except destination.Unreached as refusal:
        messages.warning(request, refusal.words)
    return redirect("cart")


@posted
@open_cart
def agree(request: HttpRequest, cart: Cart) -> HttpResponse:
    """Take the prices that the form showed as agreed to; a price that moved again is asked anew."""
    shown = {
        int(key): int(price)
        for key, _colon, price in (text.partition(":") for text in request.POST.getlist("price"))
        if _is_number(key) and _is_number(price)
    }
    if not changing.agree(cart=cart, prices=shown):
        messages.warning(request, _("A price has just changed once more. Please look again."))
    return redirect("cart")


@posted
@open_cart
def joined(request: HttpRequest, cart: Cart) -> HttpResponse:
    """Answer what came from an earlier cart: keep it, undo it, or bring back what was undone."""
    asked = request.POST.get("do", "")
    if asked == "undo":
        undone = joining.undo_join(cart=cart)
        is_moot = not undone.removed and not undone.lowered
        if undone.removed:
            keys = ",".join(map(str, undone.removed))
            messages.info(request, keys, extra_tags=UNDO_JOINED)
        if undone.lowered:
            messages.info(request, _("The quantities are as they were."))
    elif asked == "again":
        asked_for = request.POST.get("lines", "").split(",")[: changing.MOST_LINES]
        line_ids = [int(key) for key in asked_for if _is_number(key)]
        is_moot = not joining.lay_again(cart=cart, line_ids=line_ids)
    else:
        is_moot = not joining.keep_join(cart=cart)
    if is_moot:
        messages.info(request, _("This has been answered in another window. Here is your cart."))
    return back_to_cart(request, cart)


@posted
@open_cart
def empty(request: HttpRequest, cart: Cart) -> HttpResponse:
    try:
        changing.empty(cart=cart)
    except changing.InUse as refusal:
        messages.error(request, refusal.words)
        return redirect("cart")
    browser.let_go(request)
    messages.info(request, _("Your cart was emptied and erased."))
    return redirect("cart")


@posted
def keep(request: HttpRequest) -> HttpResponse:
    """Answer the welcome-back note: seen, thank you. Back to the page it stood on."""
    browser.recount(request)
    return HttpResponseRedirect(way_back(request))


def _page(request: HttpRequest, code_form: CodeForm, *, status: int = 200) -> HttpResponse:
    cart = browser.current_cart(request)
    shown = contents(cart) if cart else None
    browser.remember_size(request, shown.size if shown else 0)
    if cart and shown and shown.risen:
        changing.note_rises(cart=cart, skus=[row.sku for row in shown.risen])
    if cart and shown and shown.fallen:
        changing.note_falls(cart=cart, line_ids=[row.pk for row in shown.fallen])
    context: dict[str, object] = {
        "contents": shown,
        "code_form": code_form,
    }
    if shown and shown.in_cart:
        present = [row.variant_id for row in shown.in_cart]
        context["offers"] = offers_for(request, shown)
        context["country_form"] = _country_form(shown)
        context["complements"] = complements_of(present, count=COMPLEMENTS)
    return render(request, "cart/cart.html", context, status=status)


def _country_form(shown: Contents) -> CountryForm | None:
    """Return the form to choose a country with; None where there is no choice."""
    choices = destination.destinations(shown.rates)
    is_elsewhere = shown.country not in dict(choices)
    if not choices or (len(choices) == 1 and not is_elsewhere):
        return None
    if is_elsewhere:
        choices = [("", "–"), *choices]
    return CountryForm(
        initial={"country": shown.country},
        choices=choices,
        auto_id="estimate-%s",
        use_required_attribute=False,
    )


def _waiting(refusal: codes.Refused) -> str:
    waits = _("We keep the code: it counts by itself as soon as that is so.")
    return f"{refusal.words} {waits}"


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 16  # noqa: PLR2004 - fits a bigint
