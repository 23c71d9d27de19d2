"""The regular jobs, for reading only."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from shop.core.admin import ReadOnlyAdmin
from shop.core.heartbeat.beating import label_of
from shop.core.heartbeat.models import Heartbeat


@admin.register(Heartbeat)
class HeartbeatAdmin(ReadOnlyAdmin):
    list_display = ("job", "in_words", "running_since", "beat_at")
    fields = ("job", "in_words", "running_since", "beat_at", "counts")

    @admin.display(description=_("job"))
    def in_words(self, heartbeat: Heartbeat) -> str:
        return label_of(heartbeat.job)
