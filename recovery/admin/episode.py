"""Abandoned orders, as staff see them: how far, how much, why, and what was done about it."""

from typing import Any

import structlog
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cart.models import Cart
from checkout.models import Order
from recovery.admin.contact import ContactAdmin
from recovery.episodes.ledger import entries
from recovery.links.making import make_links
from recovery.links.opening import Condition, condition_of
from recovery.models import Cause, Depth, Episode, LinkPurpose, Reminder, Reply
from shop.core.admin import ReadOnlyInline, amount, written
from shop.core.messaging.models import State

log = structlog.get_logger(__name__)

MAKE_LINK = "recovery.make_resume_link"


class ReminderInline(ReadOnlyInline):
    model = Reminder
    fields = ("step_slug", "channel", "state", "why", "due_at", "sent_at", "message")
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("message", "episode")

    @admin.display(description=_("state"))
    def state(self, reminder: Reminder) -> str:
        return reminder.message.get_state_display()

    @admin.display(description=_("reason"))
    def why(self, reminder: Reminder) -> str:
        return reminder.message.reason_in_words or "–"

    @admin.display(description=_("due"))
    def due_at(self, reminder: Reminder) -> str:
        return written(reminder.message.due_at)

    @admin.display(description=_("sent"))
    def sent_at(self, reminder: Reminder) -> str:
        sent_at = reminder.message.sent_at
        return written(sent_at) if sent_at else "–"


@admin.register(Episode)
class EpisodeAdmin(ContactAdmin):
    """Addresses are for whoever has ``checkout.view_personal_data`` (P6)."""

    list_display = (
        "__str__",
        "left_at",
        "depth",
        "value_in_words",
        "contact",
        "why",
        "state",
        "reminders_in_words",
    )
    list_filter = ("state", "depth", "cause", "said", "scenario")
    search_fields = ("^order__reference", "=cart__pk")
    search_help_text = _("The order's number, or the cart's.")
    inlines = (ReminderInline,)

    value_in_words = amount("value", _("value"))

    def get_queryset(self, request: HttpRequest) -> Any:
        related = ("order", "cart__user", "scenario", "person", "bought")
        episodes: QuerySet[Any] = super().get_queryset(request).select_related(*related)
        return episodes.annotate(
            waiting=Count("reminders", filter=Q(reminders__message__state=State.DUE)),
            written=Count("reminders", filter=Q(reminders__message__state=State.SENT)),
        )

    def get_search_fields(self, request: HttpRequest) -> Any:
        fields = super().get_search_fields(request)
        return (*fields, "=order__email") if self.sees_personal_data(request) else fields

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        who = tuple(self.shown(request, ("contact", "person")))
        said = ("said", "words") if self.sees_personal_data(request) else ("said",)
        is_of_product = obj is not None and obj.depth == Depth.PRODUCT
        about = "product_in_words" if is_of_product else ("order", "cart")
        return (
            (None, {"fields": (("state", "depth"), about, "value_in_words")}),
            (_("Who"), {"fields": who}),
            (_("Why"), {"fields": ("causes_in_words", *said, "scenario")}),
            (_("Dates"), {"fields": (("left_at", "opened_at"), ("closes_at", "closed_at"))}),
            (_("What came of it"), {"fields": (("returned_at", "came_by_link"), "bought")}),
        )

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Refuse to guess an address letter by letter through the list's own parameters."""
        if "email" in lookup or lookup.startswith(("order__", "cart__", "links")):
            return False
        return super().lookup_allowed(lookup, value, request)

    def get_urls(self) -> Any:
        name = "recovery_episode_link"
        view = self.admin_site.admin_view(self.link_view)
        return [path("<int:pk>/link/", view, name=name), *super().get_urls()]

    def link_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Make a link back to the cart, to be read out or sent by hand, and show it this once."""
        if not request.user.has_perm(MAKE_LINK):
            raise PermissionDenied
        episode = get_object_or_404(Episode.objects.select_related("cart"), pk=pk)
        if request.method != "POST" or condition_of(episode) is not Condition.LIVE:
            return redirect("admin:recovery_episode_change", pk)
        (url,) = make_links(episode, LinkPurpose.RESUME)
        log.info("resume_link_made", episode=pk, by=request.user.pk)
        context = {**self.admin_site.each_context(request), "episode": episode, "url": url}
        return render(request, "admin/recovery/episode/link.html", context)

    def render_change_form(
        self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any
    ) -> Any:
        episode = context["original"]
        context["entries"] = entries(episode)
        context["may_make_link"] = (
            request.user.has_perm(MAKE_LINK) and condition_of(episode) is Condition.LIVE
        )
        return super().render_change_form(request, context, *args, **kwargs)

    def order_of(self, row: Episode) -> Order | None:
        return row.order

    def cart_of(self, row: Episode) -> Cart | None:
        return row.cart

    @admin.display(description=_("product looked at"))
    def product_in_words(self, episode: Episode) -> str:
        """Which, but not by whom; nothing once the person lets it be forgotten."""
        return str(episode.product or "–")

    @admin.display(description=_("reminders"))
    def reminders_in_words(self, episode: Any) -> str:
        words = gettext("%(sent)d sent, %(due)d to come")
        return words % {"sent": episode.written, "due": episode.waiting}

    @admin.display(description=_("reason"), ordering="cause")
    def why(self, episode: Episode) -> str:
        return episode.why

    @admin.display(description=_("words"))
    def words(self, episode: Episode) -> str:
        reply = Reply.objects.filter(episode=episode).first()
        return reply.words if reply else "–"

    @admin.display(description=_("likely causes"))
    def causes_in_words(self, episode: Episode) -> str:
        return ", ".join(str(Cause(cause).label) for cause, _evidence in episode.causes) or "–"
