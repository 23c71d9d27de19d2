"""``/account/looked-at/``: what the shop remembers that one looked at and searched for, and whether it
does (P1, P2).

Whoever is signed in chooses it here, sees all of it, goes on with a search, erases one thing or all, and
takes the choice back, which erases it as well.
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

from catalog import remembering, remembering_searches
from catalog.models import RememberedView
from catalog.pages.resuming import last_searches
from shop.core.users.models import User

# Which words the page shows; a change of what they promise is a new version.
TEXT_VERSION: Final = remembering_searches.PROMISED_BY[-1]
SOURCE: Final = "account"


class ChoiceForm(forms.Form):
    """A quiet line with a box that nobody has ticked."""

    remember = forms.BooleanField(
        label=gettext_lazy("Remember the products I look at and what I search for"),
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
            _forget(request, user)
        case "forget-all":
            searches = remembering_searches.forget_searches(user=user)
            _say_erased(request, searches + remembering.forget_views(user=user))
        case "stop":
            _say_erased(request, remembering.stop_remembering(user=user, **_as_seen()))
            messages.info(
                request,
                _("From now on we remember neither what you look at nor what you search for."),
            )
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
        messages.success(
            request, _("From now on you find here what you looked at and searched for.")
        )
    return redirect("looked-at")


def _forget(request: HttpRequest, user: User) -> None:
    """Erase a product or a search, whichever was asked for."""
    product, search = (_key(request.POST.get(name, "")) for name in ("product", "search"))
    is_erased = product and remembering.forget_view(user=user, product_id=product)
    if is_erased or (search and remembering_searches.forget_search(user=user, search_id=search)):
        _say_erased(request, 1)


def _key(text: str) -> int:
    is_key = text.isascii() and text.isdigit() and len(text) < 16  # noqa: PLR2004 - a bigint
    return int(text) if is_key else 0


def _say_erased(request: HttpRequest, count: int) -> None:
    words = ngettext("%(count)d line was erased.", "%(count)d lines were erased.", count)
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
        "searches": last_searches(user, remembering_searches.MOST),
        "most_searches": remembering_searches.MOST,
        "asks_anew": is_remembered and not remembering_searches.are_promised(user),
    }
    return render(request, "catalog/looked_at.html", context, status=422 if shown else 200)
