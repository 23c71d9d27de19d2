"""``/account/data/``: what is kept about who is signed in, to take away and to erase (P2, P5).

Each asks for the password again: a browser left open must not give a life away, or end it.
"""

from typing import Any

from allauth.account.decorators import reauthentication_required
from allauth.account.models import EmailAddress
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from shop.core.privacy.erasing import Blocked, erase_person, objection_to
from shop.core.privacy.exporting import as_json, export_person
from shop.core.privacy.requests import as_file
from shop.core.privacy.subject import subject_of_account


def _own(view: Any) -> Any:
    return never_cache(login_required(reauthentication_required(app="privacy")(view)))


@_own
@require_GET
def data(request: HttpRequest) -> HttpResponse:
    """Tell what is kept, for how long, and what an erasure would leave."""
    user: Any = request.user
    subject = subject_of_account(user)
    context = {
        "parts": [{**part, "count": len(part["rows"])} for part in export_person(subject)["kept"]],
        "is_confirmed": EmailAddress.objects.filter(user=user, verified=True).exists(),
        "objection": objection_to(subject),
    }
    return render(request, "account/data.html", context)


@_own
@require_POST
def export(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    return as_file(as_json(subject_of_account(user)))


@_own
@require_POST
def erase(request: HttpRequest) -> HttpResponse:
    """Erase the account and what hangs on it, and end the visit."""
    user: Any = request.user
    try:
        erase_person(subject_of_account(user), by="self")
    except Blocked as blocked:
        messages.warning(request, str(blocked.words))
        return redirect("account-data")
    logout(request)
    messages.success(request, _("Your account and what was kept about you are erased."))
    return redirect("home")
