"""What is put into the cart, and what becomes of it there."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cart import browser, changing
from cart.models import Cart, Line
from cart.pages.access import back_to_cart, closed, open_cart, posted
from cart.pages.forms import TOO_MUCH, AddForm, QuantityForm
from catalog.models import Variant
from catalog.pages.advice import decided
from shop.core.same_origin import same_origin

UNDO = "undo"  # the tag of a message whose line can be put back, before the line's key


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
        return closed(request)
    messages.success(request, _("%(name)s is in your cart.") % {"name": line.variant.product.name})
    response = back_to_cart(request, cart)
    decided(request, response, variant.product_id)
    return response


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
    return back_to_cart(request, cart)


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
