"""``/account/looked-at/``: what the shop remembers that one looked at, and whether it does (P1, P2).

Whoever is signed in chooses it here, sees all of it, erases one thing or all, and takes the choice
back, which erases it as well.
"""

from typing import Final, cast

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from catalog import remembering
from catalog.models import RememberedView
from shop.core.users.models import User

# Which words the page shows; a change of what they promise is a new version.
TEXT_VERSION: Final = "looked-at-2026-11"
SOURCE: Final = "account"


class ChoiceForm(forms.Form):
    """A quiet line with a box that nobody has ticked."""

    remember = forms.BooleanField(
        label=gettext_lazy("Remember the products I look at"),
        error_messages={"required": gettext_lazy("Tick the box if you want that.")},
    )


def quiet_line() -> dict[str, object]:
    """Return what ``catalog/remember_views.html`` shows, for any page that lists what is kept."""
    return {"form": ChoiceForm(), "kept_days": remembering.KEPT_DAYS}


@never_cache
@login_required
def looked_at(request: HttpRequest) -> HttpResponse:
    user = cast("User", request.user)
    if request.method != "POST":
        return _page(request, user)
    match request.POST.get("do"):
        case "remember":
            return _remember(request, user)
        case "forget":
            _forget(request, user, request.POST.get("product", ""))
        case "forget-all":
            _say_erased(request, remembering.forget_views(user=user))
        case "stop":
            _say_erased(request, remembering.stop_remembering(user=user, **_as_seen()))
            messages.info(request, _("From now on we do not remember what you look at."))
    return redirect("looked-at")


def _remember(request: HttpRequest, user: User) -> HttpResponse:
    form = ChoiceForm(request.POST)
    if not form.is_valid():
        return _page(request, user, form=form)
    try:
        remembering.start_remembering(user=user, **_as_seen())
    except remembering.Unconfirmed:
        words = _(
            "Please confirm your e-mail address first. The page “E-mail address” sends the link anew."
        )
        messages.warning(request, words)
    else:
        messages.success(request, _("From now on you find here what you looked at."))
    return redirect("looked-at")


def _forget(request: HttpRequest, user: User, product: str) -> None:
    is_key = product.isascii() and product.isdigit() and len(product) < 16  # noqa: PLR2004 - a bigint
    if is_key and remembering.forget_view(user=user, product_id=int(product)):
        _say_erased(request, 1)


def _say_erased(request: HttpRequest, count: int) -> None:
    words = ngettext("%(count)d product was erased.", "%(count)d products were erased.", count)
    messages.info(request, words % {"count": count})


def _as_seen() -> dict[str, str]:
    """Return what a consent says of how it was given."""
    return {"text_version": TEXT_VERSION, "language": get_language() or "", "source": SOURCE}


def _page(request: HttpRequest, user: User, **shown: ChoiceForm) -> HttpResponse:
    is_remembered = user.remembered_as_id is not None
    views = RememberedView.objects.shown(user.remembered_as_id) if is_remembered else []
    context: dict[str, object] = {
        **quiet_line(),
        **shown,
        "is_remembered": is_remembered,
        "views": views,
        "most": remembering.MOST,
    }
    return render(request, "catalog/looked_at.html", context, status=422 if shown else 200)
