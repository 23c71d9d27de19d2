"""Staff answer whoever asks to be erased, or to read what is kept about them (P5, P6)."""

from typing import Any

import structlog
from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shop.core.messaging.models import Person
from shop.core.privacy.erasing import Blocked, erase_person, objection_to
from shop.core.privacy.exporting import as_json
from shop.core.privacy.subject import subject_of_person

log = structlog.get_logger(__name__)

ERASE = "privacy.erase_person"
EXPORT = "privacy.export_person"


def urls(site: admin.AdminSite) -> list[URLPattern]:
    """Return the addresses below the list of people."""
    erase, export = site.admin_view(erase_view), site.admin_view(require_POST(export_view))
    return [
        path("<int:pk>/erase/", erase, name="messaging_person_erase"),
        path("<int:pk>/export/", export, name="messaging_person_export"),
    ]


def permissions(request: HttpRequest) -> dict[str, bool]:
    """Return what the page of a person may offer."""
    return {"may_erase": _may(request, ERASE), "may_export": _may(request, EXPORT)}


def may_ask(request: HttpRequest) -> bool:
    """Tell whether who asks may learn whether an address is known here."""
    return any(permissions(request).values())


def erase_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Erase the person, once who asks has confirmed it."""
    if not _may(request, ERASE):
        raise PermissionDenied
    person = get_object_or_404(Person, pk=pk)
    subject = subject_of_person(person)
    if request.method == "POST":
        try:
            row = erase_person(subject, by=f"staff:{request.user.pk}")
        except Blocked as blocked:
            messages.error(request, str(blocked.words))
            return redirect(request.path)
        _write_down(request, person, _("Erased."))
        messages.success(request, _("Erased. This is what was done."))
        return redirect("admin:privacy_erasure_change", row.pk)
    context = {
        **admin.site.each_context(request),
        "opts": Person._meta,  # noqa: SLF001 - the documented name
        "person": person,
        "accounts": len(subject.users),
        "objection": objection_to(subject),
    }
    return render(request, "admin/messaging/person/erase.html", context)


def export_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand out what is kept about the person, and write down that it was done."""
    if not _may(request, EXPORT):
        raise PermissionDenied
    person = get_object_or_404(Person, pk=pk)
    log.info("personal_data_exported", person=person.pk, by=request.user.pk)
    _write_down(request, person, _("What is kept was exported."))
    return as_file(as_json(subject_of_person(person)))


def as_file(text: str) -> HttpResponse:
    """Return ``text``, JSON, to be saved and kept in no cache."""
    response = HttpResponse(text, content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="data.json"'
    response["Cache-Control"] = "no-store"
    return response


def _may(request: HttpRequest, permission: str) -> bool:
    return request.user.has_perm(permission)


def _write_down(request: HttpRequest, person: Person, words: str) -> None:
    done: Any = Person.objects.filter(pk=person.pk)
    LogEntry.objects.log_actions(
        user_id=str(request.user.pk),
        queryset=done,
        action_flag=CHANGE,
        change_message=words,
        single_object=True,
    )
