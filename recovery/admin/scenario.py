"""The scenarios: whom the shop writes to, and when. Staff of marketing change them."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from recovery.models import Depth, Episode, EpisodeState, Scenario, ScenarioStep
from shop.core import clock
from shop.core.messaging.models import Channel


class ScenarioForm(forms.ModelForm):  # type: ignore[type-arg]
    """The depths by their names."""

    least_depth = forms.TypedChoiceField(
        label=capfirst(_("left no earlier than")), choices=Depth.choices, coerce=int
    )
    most_depth = forms.TypedChoiceField(
        label=capfirst(_("left no later than")), choices=Depth.choices, coerce=int
    )

    class Meta:
        model = Scenario
        fields = ("slug", "name", "is_active", "least_depth", "most_depth", "least_views")


class StepForm(forms.ModelForm):  # type: ignore[type-arg]
    """Says beside a channel that nothing goes by it, before somebody counts on it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not settings.SMS_URLS:
            off = (Channel.SMS.value, _("SMS (switched off: SMS_URLS is empty)"))
            others = [each for each in Channel.choices if each[0] != Channel.SMS]
            self.fields["channel"].choices = [*others, off]  # type: ignore[attr-defined]


class StepInline(admin.TabularInline[ScenarioStep, Scenario]):
    model = ScenarioStep
    form = StepForm
    fields = ("slug", "channel", "delay_minutes", "useful_minutes")
    extra = 0


@admin.register(Scenario)
class ScenarioAdmin(admin.ModelAdmin[Scenario]):
    """Changing a scenario never sends again what somebody got: steps are known by short names."""

    form = ScenarioForm
    list_display = (
        "__str__",
        "is_active",
        "activated_at",
        "from_depth",
        "to_depth",
        "steps_in_words",
    )
    list_filter = ("is_active",)
    show_full_result_count = False
    search_fields = ("slug", "name")
    inlines = (StepInline,)
    readonly_fields = ("activated_at", "left_now")

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("steps")

    def get_fields(self, request: HttpRequest, obj: Scenario | None = None) -> Any:
        fields = ("slug", "name", "is_active", "least_depth", "most_depth", "least_views")
        return (*fields, "activated_at", "left_now") if obj else fields

    def get_readonly_fields(self, request: HttpRequest, obj: Scenario | None = None) -> Any:
        return (*self.readonly_fields, "slug") if obj else self.readonly_fields

    def has_delete_permission(self, request: HttpRequest, obj: Scenario | None = None) -> bool:
        """One that is switched off does nothing, and what it did stays explained."""
        return False

    def save_model(self, request: HttpRequest, obj: Scenario, form: Any, change: Any) -> None:
        """Remember since when it is on: what was left before is not written about (R6)."""
        was_off = not change or "is_active" in form.changed_data
        if obj.is_active and was_off:
            obj.activated_at = clock.now()
        changed = [*form.changed_data, "activated_at"] if change else None
        obj.save(update_fields=changed)

    @admin.display(description=_("left no earlier than"), ordering="least_depth")
    def from_depth(self, scenario: Scenario) -> str:
        return str(Depth(scenario.least_depth).label)

    @admin.display(description=_("left no later than"), ordering="most_depth")
    def to_depth(self, scenario: Scenario) -> str:
        return str(Depth(scenario.most_depth).label)

    @admin.display(description=_("reminders after (minutes)"))
    def steps_in_words(self, scenario: Scenario) -> str:
        return ", ".join(str(step.delay_minutes) for step in scenario.steps.all()) or "–"

    @admin.display(description=_("lie there now"))
    def left_now(self, scenario: Scenario) -> int:
        """How many would be meant, had it been on when they were left; none is written to now."""
        depths = range(scenario.least_depth, scenario.most_depth + 1)
        return Episode.objects.filter(state=EpisodeState.OPEN, depth__in=depths).count()
