"""``/u/<token>/``: no more reminders. GET asks, POST stops, from a page or from a mail program."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from recovery.links.finding import find_link
from recovery.links.stopping import is_stopped
from recovery.links.stopping import stop as leave_alone
from recovery.models import LinkPurpose


@csrf_exempt  # a mail program's one click brings no cookie and no form (RFC 8058); the secret does
@never_cache
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Ask before anything is stopped: programs that look for viruses open every link (R11)."""
    link = find_link(token, LinkPurpose.STOP)
    if link is None:
        return render(request, "recovery/no_link.html", status=404)
    person = link.episode.person
    if request.method == "POST":
        leave_alone(person)
    return render(request, "recovery/stop.html", {"is_stopped": is_stopped(person)})
