from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from checkout.admin.words import gateway_name
from checkout.models import ParkedEvent
from shop.core.admin import ReadOnlyAdmin, written


@admin.register(ParkedEvent)
class ParkedEventAdmin(ReadOnlyAdmin):
    """What a bank has said of payments that are not known here."""

    list_display = ("gateway_in_words", "ref", "heard_at", "searched_in_words", "asked")
    list_filter = ("gateway",)
    search_fields = ("=ref", "=event_id")
    search_help_text = _("The bank's name for the payment or for the event.")
    fields = ("gateway_in_words", "ref", "event_id", "heard_at", "searched_in_words", "asked")

    @admin.display(description=_("way to pay"), ordering="gateway")
    def gateway_in_words(self, event: ParkedEvent) -> str:
        return gateway_name(event.gateway)

    @admin.display(description=_("looked for next"), ordering="ask_at")
    def searched_in_words(self, event: ParkedEvent) -> str:
        if event.ask_at is None:
            return str(_("no more: please look it up on the bank's own pages"))
        return written(event.ask_at)
