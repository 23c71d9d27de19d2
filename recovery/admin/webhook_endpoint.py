"""Who outside is told of what happens here: the addresses, what each chose, and their secrets."""

from typing import Any
from urllib.parse import urlsplit

import structlog
from django import forms
from django.conf import settings
from django.contrib import admin
from django.contrib.messages import WARNING
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.text import capfirst, format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from recovery.models import WebhookEndpoint
from recovery.webhooks import endpoints
from recovery.webhooks.catalogue import CHOICES
from recovery.webhooks.signing import new_secret
from shop.core import clock
from shop.core.admin import written
from shop.environment import Profile

log = structlog.get_logger(__name__)

SEE_SECRET = "recovery.view_webhook_secret"  # noqa: S105 - the name of a permission
SEND = "recovery.send_webhook"
_HERE = frozenset({"localhost", "127.0.0.1", "::1"})


class EndpointForm(forms.ModelForm):  # type: ignore[type-arg]
    """The events by their names and by what they mean."""

    url = forms.URLField(
        label=_("address"),
        max_length=500,
        assume_scheme="https",
        widget=forms.URLInput(attrs={"class": "vURLField"}),
    )
    events = forms.MultipleChoiceField(
        label=_("events"),
        choices=[(event, format_lazy("{} – {}", event, means)) for event, means in CHOICES],
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = WebhookEndpoint
        fields = ("name", "url", "events", "is_active")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.label = capfirst(field.label)

    def clean_url(self) -> str:
        """Refuse what would send secrets or sums through the open, or keep a password here."""
        url: str = self.cleaned_data["url"]
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"}:
            raise ValidationError(_("Enter an address that begins with https."))
        is_open = parts.scheme == "http" and parts.hostname not in _HERE
        if is_open and settings.PROFILE is Profile.PRODUCTION:
            raise ValidationError(
                _("Enter an address that begins with https: anybody could read along.")
            )
        if parts.username or parts.password:
            raise ValidationError(
                _("Leave name and password out: receivers know the shop by its signature.")
            )
        return url


@admin.register(WebhookEndpoint)
class WebhookEndpointAdmin(admin.ModelAdmin[WebhookEndpoint]):
    """The secret is for whoever has ``recovery.view_webhook_secret``; that it was shown is logged."""

    form = EndpointForm
    list_display = ("name", "host", "is_active", "off_because", "failures", "failing_since")
    list_filter = ("is_active",)
    show_full_result_count = False
    search_fields = ("name", "url")
    actions = ("send_test", "change_secret", "forget_former_secret")

    def get_fieldsets(self, request: HttpRequest, obj: Model | None = None) -> Any:
        fields = (None, {"fields": ("name", "url", "events", "is_active")})
        if obj is None:
            return (fields,)
        shown = ("secret", "former_secret") if request.user.has_perm(SEE_SECRET) else ()
        how = ("activated_at", "off_because", "failures", "failing_since", "left_alone")
        return (
            fields,
            *(((_("Secret"), {"fields": shown}),) if shown else ()),
            (_("State"), {"fields": how}),
        )

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> Any:
        own = ("secret", "former_secret", "activated_at", "off_because", "failures")
        return (*own, "failing_since", "left_alone")

    def has_delete_permission(
        self, request: HttpRequest, obj: WebhookEndpoint | None = None
    ) -> bool:
        """One that is switched off is told nothing, and what it was told stays explained."""
        return False

    def has_secret_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(SEE_SECRET)

    def has_send_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(SEND)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        if self.has_secret_permission(request):
            log.info("webhook_secret_opened", endpoint=object_id, by=request.user.pk)
        return super().change_view(request, object_id, form_url, extra_context)

    def save_model(
        self, request: HttpRequest, obj: WebhookEndpoint, form: Any, change: Any
    ) -> None:
        """Make the secret; remember since when it is on, and forget why it was off."""
        saved = set(form.changed_data)
        if not change:
            obj.secret = new_secret()
        if obj.is_active and (not change or "is_active" in saved):
            fresh = {**endpoints.ON, "activated_at": clock.now()}
            for name, value in fresh.items():
                setattr(obj, name, value)
            saved |= fresh.keys()
        obj.save(update_fields=saved if change else None)

    @admin.action(description=_("Send a test"), permissions=["send"])
    def send_test(self, request: HttpRequest, rows: QuerySet[WebhookEndpoint]) -> None:
        sent = [each.pk for each in rows if endpoints.send_test(each, at=clock.now())]
        log.info("webhook_tests_sent", endpoints=sent, by=request.user.pk)
        told = ngettext("%d test is on its way.", "%d tests are on their way.", len(sent))
        self.message_user(request, told % len(sent))
        if len(sent) < len(rows):
            left = _("Endpoints that are switched off are told nothing.")
            self.message_user(request, left, level=WARNING)

    @admin.action(description=_("Make a new secret"), permissions=["secret"])
    def change_secret(self, request: HttpRequest, rows: QuerySet[WebhookEndpoint]) -> None:
        changed = [each.pk for each in rows if endpoints.change_secret(each)]
        log.info("webhook_secrets_changed", endpoints=changed, by=request.user.pk)
        told = ngettext(
            "%d new secret was made. The former one signs as well until you forget it.",
            "%d new secrets were made. The former ones sign as well until you forget them.",
            len(changed),
        )
        self.message_user(request, told % len(changed))

    @admin.action(description=_("Forget the former secret"), permissions=["secret"])
    def forget_former_secret(self, request: HttpRequest, rows: QuerySet[WebhookEndpoint]) -> None:
        forgotten = [each.pk for each in rows if endpoints.forget_former_secret(each)]
        log.info("webhook_secrets_forgotten", endpoints=forgotten, by=request.user.pk)
        told = ngettext(
            "%d former secret is forgotten.", "%d former secrets are forgotten.", len(forgotten)
        )
        self.message_user(request, told % len(forgotten))

    @admin.display(description=_("address"), ordering="url")
    def host(self, endpoint: WebhookEndpoint) -> str:
        """Show no more of it in a list: the rest may be a secret of the receiver's."""
        return urlsplit(endpoint.url).netloc

    @admin.display(description=_("left alone until"))
    def left_alone(self, endpoint: WebhookEndpoint) -> str:
        until = endpoint.left_alone_until
        return written(until) if until > clock.now() else "–"
