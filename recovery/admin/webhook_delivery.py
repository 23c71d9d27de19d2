"""What other tools were told, attempt by attempt, and what they could not be told."""

import json
from typing import Any

import structlog
from django.contrib import admin
from django.contrib.messages import WARNING
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from recovery.admin.seen import Seen
from recovery.models import WebhookDelivery, WebhookState, WebhookStep
from recovery.webhooks import endpoints
from shop.core import clock
from shop.core.admin import ReadOnlyAdmin, ReadOnlyInline

log = structlog.get_logger(__name__)

SEND = "recovery.send_webhook"


class StepInline(ReadOnlyInline):
    model = WebhookStep
    fields = ("at", "to_state", "code", "status")
    readonly_fields = fields


@admin.register(WebhookDelivery)
class WebhookDeliveryAdmin(ReadOnlyAdmin):
    list_display = (
        "created_at",
        "endpoint",
        "kind",
        "state",
        "code",
        "status",
        "attempts",
        "due_at",
    )
    list_filter = ("state", Seen, "event", "endpoint")
    list_select_related = ("endpoint",)
    search_fields = ("=event_id",)
    search_help_text = _("The event's number.")
    fields = (
        ("endpoint", "event", "event_id"),
        ("state", "code", "status", "attempts"),
        "payload",
        ("created_at", "due_at", "delivered_at"),
        ("seen_at", "seen_by"),
    )
    inlines = (StepInline,)
    actions = ("send_again", "see_to")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ("payload", "created_at", "seen_at")

    def has_send_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(SEND)

    @admin.action(description=_("Send again"), permissions=["send"])
    def send_again(self, request: HttpRequest, rows: QuerySet[WebhookDelivery]) -> None:
        """The receiver may have got it already, and knows it by its number."""
        now = clock.now()
        again = [each.pk for each in rows if endpoints.send_again(each, at=now)]
        log.info("webhooks_sent_again", deliveries=again, by=request.user.pk)
        told = ngettext("%d webhook is due again.", "%d webhooks are due again.", len(again))
        self.message_user(request, told % len(again))
        if len(again) < len(rows):
            left = _("Only what has ended can be sent again, and only to an active endpoint.")
            self.message_user(request, left, level=WARNING)

    @admin.action(description=_("Mark as seen to"), permissions=["send"])
    def see_to(self, request: HttpRequest, rows: QuerySet[WebhookDelivery]) -> None:
        dead = rows.filter(state=WebhookState.DEAD, seen_at=None)
        seen = dead.update(seen_at=clock.now(), seen_by=request.user)
        told = ngettext("%d webhook is seen to.", "%d webhooks are seen to.", seen)
        self.message_user(request, told % seen)

    @admin.display(description=_("event"), ordering="event")
    def kind(self, delivery: WebhookDelivery) -> str:
        """By the name that the receiver knows; the page says it in words."""
        return delivery.event

    @admin.display(description=_("payload"))
    def payload(self, delivery: WebhookDelivery) -> SafeString:
        """Show it readable; what is sent has neither spaces nor lines."""
        body = json.dumps(json.loads(delivery.body), indent=2)
        return format_html("<pre>{}</pre>", body)
