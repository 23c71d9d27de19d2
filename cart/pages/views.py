"""The cart's page. Every change is a form that works without a script, and leads back here."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache

from cart import browser, changing, destination, joining
from cart.contents import Contents
from cart.models import Cart, Line
from cart.pages.forms import TOO_MUCH, AddForm, CodeForm, CountryForm, QuantityForm
from cart.promotions import codes
from cart.reading import contents
from catalog.models import Variant
from catalog.pages.complements import complements_of
from shop.core.rate_limits import limited
from shop.core.same_origin import same_origin

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]

COMPLEMENTS = 3
UNDO = "undo"  # the tag of a message whose line can be put back, before the line's key
UNDO_JOINED = "undo-joined"  # the same for several lines; its text is their keys


def posted(view: View[P]) -> View[P]:
    """Lead whoever opens a form's address, by reloading or going back, to the cart."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if request.method != "POST":
            return redirect("cart")
        return view(request, *args, **kwargs)

    return cast("View[P]", wrapped)


def open_cart(
    view: Callable[Concatenate[HttpRequest, Cart, P], HttpResponse],
) -> View[P]:
    """Give the view this visitor's cart; one that is not open any more is told, and no error."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        cart = browser.current_cart(request)
        if cart is None:
            return _closed(request)
        try:
            return view(request, cart, *args, **kwargs)
        except changing.Closed:
            return _closed(request)

    return cast("View[P]", wrapped)


@never_cache
def show(request: HttpRequest) -> HttpResponse:
    return _page(request, CodeForm(auto_id="code-%s"))


@posted
@same_origin
def add(request: HttpRequest) -> HttpResponse:
    form = AddForm(request.POST)
    if not form.is_valid():
        if "v" in form.errors:
            raise Http404
        messages.error(request, str(form.errors["quantity"][0]))
        return _back_to_product(form.cleaned_data["v"])
    variant = _for_sale(form.cleaned_data["v"])
    cart = browser.cart_for(request)
    try:
        line = changing.add(cart=cart, variant=variant, quantity=form.cleaned_data["quantity"])
    except changing.TooFew as few:
        changing.note_too_few(cart=cart, variant=variant)
        messages.error(request, _too_few(few))
        return _back_to_product(variant.sku)
    except changing.WrongQuantity as wrong:
        messages.error(request, _wrong_quantity(wrong))
        return _back_to_product(variant.sku)
    except changing.TooMany:
        messages.error(request, TOO_MUCH)
        return _back_to_product(variant.sku)
    except changing.Closed:
        return _closed(request)
    messages.success(request, _("%(name)s is in your cart.") % {"name": line.variant.product.name})
    return _back(request, cart)


@posted
@open_cart
def line(request: HttpRequest, cart: Cart, line_id: int) -> HttpResponse:
    """Change one line: by the button that was pressed, else its quantity."""
    verbs = {
        "remove": changing.remove,
        "remove-saved": changing.remove,
        "undo": changing.put_back,
        "undo-saved": changing.put_aside_again,
        "save": changing.save_for_later,
        "move": changing.move_to_cart,
    }
    asked = request.POST.get("do", "")
    if asked in verbs:
        was_there = verbs[asked](cart=cart, line_id=line_id)
    else:
        was_there = _set_quantity(request, cart, line_id)
    if not was_there:
        messages.info(request, _("This line has changed in another window. Here is your cart."))
    elif asked.startswith("remove") or request.POST.get("quantity") == "0":
        tag = f"{UNDO} saved" if asked == "remove-saved" else UNDO
        removed = Line.objects.select_related("variant__product").filter(pk=line_id).first()
        if removed is not None:  # else another tab has emptied the cart
            name = removed.variant.product.name
            messages.info(request, name, extra_tags=f"{tag} {line_id}")
    return _back(request, cart)


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
    return _back(request, cart)


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
    back = request.POST.get("next", "")
    is_ours = back.startswith("/") and not back.startswith(("//", "/\\"))
    return HttpResponseRedirect(back if is_ours else "/")


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


def _set_quantity(request: HttpRequest, cart: Cart, line_id: int) -> bool:
    form = QuantityForm(request.POST)
    if not form.is_valid():
        messages.error(request, str(form.errors["quantity"][0]))
        return True
    quantity = form.cleaned_data["quantity"]
    try:
        return changing.set_quantity(cart=cart, line_id=line_id, quantity=quantity)
    except changing.TooFew as few:
        line = Line.objects.select_related("variant").filter(pk=line_id).first()
        if line is not None:  # else another tab has emptied the cart
            changing.note_too_few(cart=cart, variant=line.variant)
        messages.error(request, _too_few(few))
    except changing.WrongQuantity as wrong:
        messages.error(request, _wrong_quantity(wrong))
    except changing.TooMany:
        messages.error(request, TOO_MUCH)
    return True


def _waiting(refusal: codes.Refused) -> str:
    waits = _("We keep the code: it counts by itself as soon as that is so.")
    return f"{refusal.words} {waits}"


def _for_sale(sku: str) -> Variant:
    variant = (
        Variant.objects.filter(sku=sku, is_active=True, product__is_published=True)
        .select_related("product")
        .first()
    )
    if variant is None:
        raise Http404
    return variant


def _back_to_product(sku: str) -> HttpResponse:
    variant = Variant.objects.filter(sku=sku).select_related("product").first()
    if variant is None:
        raise Http404
    return HttpResponseRedirect(f"{variant.product.get_absolute_url()}?v={variant.sku}")


def _back(request: HttpRequest, cart: Cart) -> HttpResponse:
    browser.remember_size(request, browser.size_of(cart))
    return redirect("cart")


def _closed(request: HttpRequest) -> HttpResponse:
    browser.recount(request)
    messages.info(request, _("That cart is no longer open. Here is what there is now."))
    return redirect("cart")


def _too_few(few: changing.TooFew) -> str:
    if not few.left:
        return _("This is sold out at the moment.")
    words = ngettext(
        "There is only %(left)d left. Nothing was changed.",
        "There are only %(left)d left. Nothing was changed.",
        few.left,
    )
    return words % {"left": few.left}


def _wrong_quantity(wrong: changing.WrongQuantity) -> str:
    near = " / ".join(map(str, wrong.quantities.near(wrong.wanted)))
    words = _("%(rule)s In your cart you could have: %(near)s. Nothing was changed.")
    return words % {"rule": wrong.quantities.words, "near": near}


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 16  # noqa: PLR2004 - fits a bigint
