"""What somebody may be reminded of, and theirs to change: by the link of a mail, or in their account.

``/u/<token>/`` needs no cookie and no login; a mail program's one click stops there (RFC 8058).
GET shows, POST acts (pitfall R11). ``/account/reminders/`` is the same for confirmed addresses.
"""

from allauth.account.models import EmailAddress
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from recovery.links.finding import find_link
from recovery.links.stopping import erase_unfinished, has_unfinished, stop
from recovery.models import LinkPurpose
from shop.core.messaging.models import Person
from shop.core.messaging.people import find_people, person_for
from shop.core.messaging.permissions import Preferences, preferences_of, write_again

# Stored with a consent that is given here. Change it whenever the words at the button change.
TEXT_VERSION = "preferences-2026-11"


@csrf_exempt  # a mail program's one click brings no cookie and no form (RFC 8058); the secret does
@never_cache
def by_link(request: HttpRequest, token: str) -> HttpResponse:
    """Show before anything is changed: programs that look for viruses open every link (R11)."""
    link = find_link(token, LinkPurpose.STOP)
    if link is None:
        return render(request, "recovery/no_link.html", status=404)
    person = link.episode.person
    if request.method == "POST":
        if request.POST.get("do") == "erase":
            say_erased(request, is_all=erase_unfinished(person))
            return redirect(request.path)
        _change(person, request.POST.get("do", "stop"), source="link")
    context = {
        "preferences": preferences_of([person])[person.pk],
        "has_unfinished": has_unfinished(person),
    }
    return render(request, "recovery/preferences.html", context)


@login_required
@never_cache
def in_account(request: HttpRequest) -> HttpResponse:
    """The same for each address that the shopper has confirmed; another may be anybody's."""
    confirmed = EmailAddress.objects.filter(user=request.user.pk, verified=True)
    emails = {row.pk: row.email for row in confirmed.order_by("-primary", "pk")}
    if request.method == "POST":
        chosen = [email for pk, email in emails.items() if str(pk) == request.POST.get("address")]
        for email in chosen:
            _change(person_for(email), request.POST.get("do", ""), source="account")
        return redirect("reminders")
    people = find_people(emails.values())
    known = preferences_of(people.values())
    rows = [
        (pk, email, known[people[email].pk] if email in people else Preferences())
        for pk, email in emails.items()
    ]
    return render(request, "recovery/reminders.html", {"rows": rows})


def say_erased(request: HttpRequest, *, is_all: bool) -> None:
    if is_all:
        messages.success(request, _("What you had not finished was erased."))
    else:
        words = _("A payment is under way. Finish it or call it off first, then erase.")
        messages.warning(request, words)


def _change(person: Person, do: str, *, source: str) -> None:
    match do:
        case "stop":
            stop(person, source=source)
        case "again":
            write_again(
                person=person,
                text_version=TEXT_VERSION,
                language=get_language() or "",
                source=source,
            )
