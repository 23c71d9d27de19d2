"""What was asked, allowed and written, for staff to read. Nothing here sends anything."""

from datetime import timedelta
from typing import Any

import structlog
from django.contrib import admin
from django.db.models import Count, Model, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from shop.core import clock
from shop.core.masking import mask_email
from shop.core.messaging.models import (
    Consent,
    Identifier,
    Message,
    MessageEvent,
    Person,
    State,
    Suppression,
)

log = structlog.get_logger(__name__)

VIEW_RECIPIENT = "messaging.view_recipient"
LATE = timedelta(minutes=10)  # a due message older than this has missed several sweeps
_PERSONAL = ("recipient", "facts")


class ReadOnlyAdmin(admin.ModelAdmin[Any]):
    """Rows that the shop writes: proof, for reading only."""

    show_full_result_count = False
    list_per_page = 50

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


@admin.register(Person)
class PersonAdmin(ReadOnlyAdmin):
    list_display = (
        "__str__",
        "created_at",
        "identifier_count",
        "consent_count",
        "suppression_count",
        "message_count",
        "merged_into",
    )
    list_select_related = ("merged_into",)
    search_fields = ("=pk",)
    search_help_text = _("The person's number. Addresses are not kept here.")
    ordering = ("-pk",)
    fields = (
        "created_at",
        "merged_into",
        "identifier_count",
        "consent_count",
        "suppression_count",
        "message_count",
        "more",
    )

    def get_queryset(self, request: HttpRequest) -> Any:
        people: QuerySet[Any] = super().get_queryset(request)
        return people.annotate(
            identifiers_counted=_counted(Identifier),
            consents_counted=_counted(Consent),
            suppressions_counted=_counted(Suppression),
            messages_counted=_counted(Message),
        )

    @admin.display(description=_("addresses"), ordering="identifiers_counted")
    def identifier_count(self, person: Any) -> int:
        return int(person.identifiers_counted)

    @admin.display(description=_("consents"), ordering="consents_counted")
    def consent_count(self, person: Any) -> int:
        return int(person.consents_counted)

    @admin.display(description=_("suppressions"), ordering="suppressions_counted")
    def suppression_count(self, person: Any) -> int:
        return int(person.suppressions_counted)

    @admin.display(description=_("messages"), ordering="messages_counted")
    def message_count(self, person: Any) -> int:
        return int(person.messages_counted)

    @admin.display(description=_("see also"))
    def more(self, person: Person) -> SafeString:
        return format_html(
            '<a href="{}?person__id__exact={}">{}</a> · '
            '<a href="{}?person__id__exact={}">{}</a> · <a href="{}?person={}">{}</a>',
            reverse("admin:messaging_message_changelist"),
            person.pk,
            _("Messages to this person"),
            reverse("admin:messaging_consent_changelist"),
            person.pk,
            _("Consents"),
            reverse("admin:messaging_suppression_add"),
            person.pk,
            _("Leave this person alone"),
        )


@admin.register(Consent)
class ConsentAdmin(ReadOnlyAdmin):
    list_display = ("person", "purpose", "is_given", "text_version", "source", "recorded_at")
    list_filter = ("purpose", "is_given")
    list_select_related = ("person",)
    search_fields = ("=person__pk", "text_version", "source")
    ordering = ("-pk",)

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        return lookup == "person__id__exact" or super().lookup_allowed(lookup, value, request)


@admin.register(Suppression)
class SuppressionAdmin(admin.ModelAdmin[Suppression]):
    """Staff may add one, for who asks on the phone; only a permission of its own takes one away."""

    list_display = ("person", "reason", "source", "created_at")
    list_filter = ("reason",)
    list_select_related = ("person",)
    search_fields = ("=person__pk", "source")
    ordering = ("-pk",)
    show_full_result_count = False
    autocomplete_fields = ("person",)
    fields = ("person", "reason")

    def has_change_permission(self, request: HttpRequest, obj: Suppression | None = None) -> bool:
        return False

    def get_fields(self, request: HttpRequest, obj: Suppression | None = None) -> Any:
        return ("person", "reason", "source", "created_at") if obj else ("person", "reason")

    def save_model(self, request: HttpRequest, obj: Suppression, form: Any, change: Any) -> None:
        obj.source = f"staff:{request.user.pk}"
        super().save_model(request, obj, form, change)


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


class MessageEventInline(admin.TabularInline[MessageEvent, Message]):
    model = MessageEvent
    fields = ("at", "from_state", "to_state", "reason")
    readonly_fields = fields
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Message)
class MessageAdmin(ReadOnlyAdmin):
    """The outbox. An address is masked for whoever lacks ``messaging.view_recipient`` (P6)."""

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

    def get_search_fields(self, request: HttpRequest) -> Any:
        fields = super().get_search_fields(request)
        return (*fields, "=recipient") if _sees_recipients(request) else fields

    def get_list_display(self, request: HttpRequest) -> Any:
        shown = "recipient" if _sees_recipients(request) else "masked_recipient"
        return [shown if name == "masked_recipient" else name for name in self.list_display]

    def get_fieldsets(self, request: HttpRequest, obj: Model | None = None) -> Any:
        to = ("recipient",) if _sees_recipients(request) else ("masked_recipient",)
        facts = ("facts",) if _sees_recipients(request) else ()
        return (
            (None, {"fields": ("kind", "about", "message_class", "channel", "ref")}),
            (_("To"), {"fields": ("person", *to, "language", "time_zone")}),
            (_("State"), {"fields": ("state", "reason", "attempts", *facts)}),
            (_("Dates"), {"fields": ("created_at", "due_at", "expires_at", "sent_at")}),
        )

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> Any:
        return ("masked_recipient", "ref", "created_at", "sent_at")

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Refuse to guess an address letter by letter through the list's own parameters."""
        if lookup.partition("__")[0] in _PERSONAL:
            return _sees_recipients(request)
        return lookup == "person__id__exact" or super().lookup_allowed(lookup, value, request)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        if _sees_recipients(request):
            log.info("personal_data_opened", model="message", pk=object_id, by=request.user.pk)
        return super().change_view(request, object_id, form_url, extra_context)

    @admin.display(description=_("recipient"))
    def masked_recipient(self, message: Message) -> str:
        return mask_email(message.recipient)


def _sees_recipients(request: HttpRequest) -> bool:
    return request.user.has_perm(VIEW_RECIPIENT)


def _counted(model: type[Model]) -> Any:
    """Return how many rows of ``model`` a person has: a query of its own, so that none multiply."""
    rows = model._default_manager.filter(person=OuterRef("pk")).order_by().values("person")  # noqa: SLF001 - the documented name
    return Coalesce(Subquery(rows.annotate(total=Count("pk")).values("total")), 0)
