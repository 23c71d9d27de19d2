"""Two people, or an order and a person, at the same thing in the same moment."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _


class SafeSaveMixin(admin.ModelAdmin[Any]):
    """Turn what only the database could notice into words instead of an error page.

    Forms check first and answer beside the field. What slips between their check and the write
    is refused by a constraint or a conditional update; the transaction is rolled back by then,
    so that nothing of the form was saved.
    """

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except (IntegrityError, ValidationError) as refusal:
            return _told(request, refusal)

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        try:
            return super().changelist_view(request, extra_context)
        except (IntegrityError, ValidationError) as refusal:
            return _told(request, refusal)


def _told(request: HttpRequest, refusal: IntegrityError | ValidationError) -> HttpResponse:
    if request.method != "POST":
        raise refusal
    words = refusal.messages if isinstance(refusal, ValidationError) else []
    nothing_saved = _("Somebody changed this at the same moment. Nothing was saved: look again.")
    messages.error(request, " ".join([*words, nothing_saved]))
    return HttpResponseRedirect(request.get_full_path())
