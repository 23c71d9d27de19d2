"""People, what they agreed to, and who is left alone. No name and no address is kept here."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, Model, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.urls import URLPattern, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from shop.core.admin import ReadOnlyAdmin
from shop.core.messaging.models import (
    Consent,
    Identifier,
    Message,
    Person,
    Suppression,
    SuppressionReason,
)
from shop.core.messaging.people import find_person
from shop.core.messaging.permissions import suppress
from shop.core.messaging.sms.numbers import is_e164
from shop.core.privacy import requests


@admin.register(Person)
class PersonAdmin(ReadOnlyAdmin):
    change_form_template = "admin/messaging/person/change_form.html"
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
    search_help_text = _(
        "The person's number. Addresses are not kept here; whoever may erase or export a person "
        "finds them by the whole address, or the number as +33612345678, all the same."
    )
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

    def get_urls(self) -> list[URLPattern]:
        return [*requests.urls(self.admin_site), *super().get_urls()]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Find a person by an address, which only its hash is compared with."""
        if ("@" in search_term or is_e164(search_term)) and requests.may_ask(request):
            person = find_person(search_term)
            return queryset.filter(pk=person.pk if person else None), False
        return super().get_search_results(request, queryset, search_term)

    def render_change_form(
        self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any
    ) -> Any:
        context |= requests.permissions(request)
        return super().render_change_form(request, context, *args, **kwargs)

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
            '<a href="{}?person__id__exact={}">{}</a> · '
            '<a href="{}?person__id__exact={}">{}</a> · <a href="{}?person={}">{}</a>',
            reverse("admin:messaging_message_changelist"),
            person.pk,
            _("Messages to this person"),
            reverse("admin:messaging_consent_changelist"),
            person.pk,
            _("Consents"),
            reverse("admin:messaging_feedback_changelist"),
            person.pk,
            _("News of providers"),
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
        """What is due to the person is withdrawn with it, as when they stop by themselves."""
        source = f"staff:{request.user.pk}"
        kept = suppress(person=obj.person, reason=SuppressionReason(obj.reason), source=source)
        obj.pk, obj.source = kept.pk, kept.source  # the admin's own log names it


def _counted(model: type[Model]) -> Any:
    """Return how many rows of ``model`` a person has: a query of its own, so that none multiply."""
    rows = model._default_manager.filter(person=OuterRef("pk")).order_by().values("person")  # noqa: SLF001 - the documented name
    return Coalesce(Subquery(rows.annotate(total=Count("pk")).values("total")), 0)
