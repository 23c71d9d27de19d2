"""What was erased, for staff to read."""

from typing import Any

from django.contrib import admin
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from shop.core.admin import ReadOnlyAdmin
from shop.core.privacy.erasing import in_words
from shop.core.privacy.models import Erasure


@admin.register(Erasure)
class ErasureAdmin(ReadOnlyAdmin):
    list_display = ("__str__", "at", "by", "person")
    list_select_related = ("person",)
    search_fields = ("=person__pk",)
    search_help_text = _("The person's number.")
    fields = ("at", "by", "person", "what_was_erased", "what_is_kept")

    @admin.display(description=_("what was erased"))
    def what_was_erased(self, erasure: Any) -> SafeString | str:
        erased, _kept = in_words(erasure)
        rows = [(line.name, line.count) for line in erased]
        return format_html_join("", "{} ({})<br>", rows) or "–"

    @admin.display(description=_("what must be kept"))
    def what_is_kept(self, erasure: Any) -> SafeString | str:
        _erased, kept = in_words(erasure)
        rows = [(line.name, line.count, line.why) for line in kept]
        return format_html_join("", "{} ({}). {}<br>", rows) or "–"
