"""What mail providers told, and the pauses that came of it."""

from typing import Any

import structlog
from django.contrib import admin
from django.contrib.messages import WARNING
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from shop.core import clock
from shop.core.admin import ReadOnlyAdmin
from shop.core.messaging import pausing
from shop.core.messaging.models import Feedback, Pause

log = structlog.get_logger(__name__)

LIFT = "messaging.lift_pause"


@admin.register(Feedback)
class FeedbackAdmin(ReadOnlyAdmin):
    """A person is a number here, as everywhere: no address is kept with what was told."""

    list_display = ("told_at", "reason", "person", "message", "source")
    list_filter = ("reason",)
    list_select_related = ("person", "message")
    search_fields = ("=person__pk",)
    search_help_text = _("The person's number. Addresses are not kept here.")
    ordering = ("-pk",)
    readonly_fields = ("told_at",)
    fields = ("told_at", "reason", "person", "message", "source")

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        return lookup == "person__id__exact" or super().lookup_allowed(lookup, value, request)


@admin.register(Pause)
class PauseAdmin(ReadOnlyAdmin):
    """Only who has ``messaging.lift_pause`` ends one; who it was stays with it."""

    list_display = ("paused_at", "complaints", "sent", "lifted_at", "lifted_by")
    list_select_related = ("lifted_by",)
    ordering = ("-pk",)
    readonly_fields = ("paused_at", "lifted_at")
    fields = ("paused_at", "complaints", "sent", "lifted_at", "lifted_by")
    actions = ("lift",)

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("lifted_by")

    def has_lift_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(LIFT)

    @admin.action(description=_("Let reminders go out again"), permissions=["lift"])
    def lift(self, request: HttpRequest, pauses: QuerySet[Pause]) -> None:
        now = clock.now()
        by = request.user.pk
        lifted = [pause.pk for pause in pauses if pausing.lift(pause, by=by, at=now)]
        if lifted:
            log.info("pause_lifted", pauses=lifted, by=by)
            self.message_user(request, _("Reminders go out again, and counting starts anew."))
        else:
            self.message_user(request, _("It was lifted already."), level=WARNING)
