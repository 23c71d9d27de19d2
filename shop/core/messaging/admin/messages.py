"""The outbox, as staff see it."""

from datetime import timedelta
from typing import Any

import structlog
from django.contrib import admin
from django.contrib.messages import WARNING
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from shop.core import clock
from shop.core.admin import PersonalDataAdmin, ReadOnlyInline
from shop.core.masking import mask_recipient
from shop.core.messaging import outbox
from shop.core.messaging.models import Message, MessageEvent, State
from shop.core.messaging.pausing import paused_since

log = structlog.get_logger(__name__)

VIEW_RECIPIENT = "messaging.view_recipient"
SEND_AGAIN = "messaging.send_again"
LATE = timedelta(minutes=10)  # a due message older than this has missed several sweeps
_PERSONAL = ("recipient", "facts")


class NeedsALook(admin.SimpleListFilter):
    """What the shop will not settle by itself."""

    title = _("needs a look")
    parameter_name = "look"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("all", _("unknown or refused")),
            ("unknown", _("unknown: may have been sent")),
            ("failed", _("refused")),
            ("late", _("due, but late")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any] | None:
        match self.value():
            case "all":
                return queryset.filter(state__in=[State.UNKNOWN, State.FAILED])
            case "unknown":
                return queryset.filter(state=State.UNKNOWN)
            case "failed":
                return queryset.filter(state=State.FAILED)
            case "late":
                return queryset.filter(state=State.DUE, due_at__lt=clock.now() - LATE)
        return queryset


class MessageEventInline(ReadOnlyInline):
    model = MessageEvent
    fields = ("at", "from_state", "to_state", "reason")
    readonly_fields = fields


@admin.register(Message)
class MessageAdmin(PersonalDataAdmin):
    """The outbox. An address is masked for whoever lacks ``messaging.view_recipient`` (P6)."""

    view_personal = VIEW_RECIPIENT
    list_display = (
        "kind",
        "about",
        "message_class",
        "masked_recipient",
        "state",
        "reason",
        "due_at",
        "sent_at",
    )
    list_filter = (NeedsALook, "state", "message_class", "channel")
    search_fields = ("=kind", "about", "=ref")
    search_help_text = _("Which mail it is, or the fact it is about.")
    inlines = (MessageEventInline,)
    actions = ("send_again",)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        paused = {"paused_since": paused_since()}
        return super().changelist_view(request, {**(extra_context or {}), **paused})

    def get_search_fields(self, request: HttpRequest) -> Any:
        fields = super().get_search_fields(request)
        return (*fields, "=recipient") if self.sees_personal_data(request) else fields

    def get_list_display(self, request: HttpRequest) -> Any:
        shown = "recipient" if self.sees_personal_data(request) else "masked_recipient"
        return [shown if name == "masked_recipient" else name for name in self.list_display]

    def get_fieldsets(self, request: HttpRequest, obj: Model | None = None) -> Any:
        to = ("recipient",) if self.sees_personal_data(request) else ("masked_recipient",)
        facts = ("facts",) if self.sees_personal_data(request) else ()
        return (
            (None, {"fields": ("kind", "about", "message_class", "channel", "ref")}),
            (_("To"), {"fields": ("person", *to, "language", "time_zone")}),
            (_("State"), {"fields": ("state", "why", "attempts", *facts)}),
            (_("Dates"), {"fields": ("created_at", "due_at", "expires_at", "sent_at")}),
        )

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> Any:
        return ("masked_recipient", "why", "ref", "created_at", "sent_at")

    def has_send_again_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(SEND_AGAIN)

    @admin.action(description=_("Send again"), permissions=["send_again"])
    def send_again(self, request: HttpRequest, messages: QuerySet[Message]) -> None:
        """A decision of a person: whoever is written to may have got the message already (R7)."""
        now = clock.now()
        again = [message.pk for message in messages if outbox.send_again(message, at=now)]
        log.info("messages_sent_again", messages=again, by=request.user.pk)
        told = ngettext("%d message is due again.", "%d messages are due again.", len(again))
        self.message_user(request, told % len(again))
        if len(again) < len(messages):
            left = _("Only messages that are unknown or refused can be sent again.")
            self.message_user(request, left, level=WARNING)

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Refuse to guess an address letter by letter through the list's own parameters."""
        if lookup.partition("__")[0] in _PERSONAL:
            return self.sees_personal_data(request)
        return lookup == "person__id__exact" or super().lookup_allowed(lookup, value, request)

    @admin.display(description=_("reason"))
    def why(self, message: Message) -> str:
        return message.reason_in_words or "–"

    @admin.display(description=_("recipient"))
    def masked_recipient(self, message: Message) -> str:
        return mask_recipient(message.recipient)
