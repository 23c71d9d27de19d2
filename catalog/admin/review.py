"""Reviews, to be read before anybody else does. What customers wrote is for reading only."""

from collections.abc import Callable
from typing import Any, cast

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import Case, F, QuerySet, Value, When
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from catalog.admin.conflicts import SafeSaveMixin
from catalog.admin.languages import in_each_language
from catalog.admin.review_form import ReviewForm
from catalog.models import Refusal, Review, ReviewState
from catalog.pages.reviews.rating import glyphs
from catalog.reviews.moderating import approve, refuse
from catalog.reviews.moving import Changed
from shop.core.users.models import User

MODERATE = "catalog.moderate_review"
_LONGEST = 160  # characters of a text in the list; its own page has all of it


class Stars(admin.SimpleListFilter):
    """All five of them, whether anybody gave them yet or not."""

    title = _("stars")
    parameter_name = "stars"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(str(stars), glyphs(stars)) for stars in range(5, 0, -1)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        chosen = self.value() or ""
        return queryset.filter(stars=chosen) if chosen.isdecimal() else queryset


@admin.register(Review)
class ReviewAdmin(SafeSaveMixin, admin.ModelAdmin[Review]):
    """What waits comes first, what has waited longest before the rest."""

    form = ReviewForm
    list_display = (
        "shown_stars",
        "product",
        "said",
        "pen_name",
        "is_verified",
        "state",
        "written_at",
    )
    list_display_links = ("shown_stars", "said")
    list_select_related = ("product",)
    list_filter = ("state", Stars, "is_verified", "language")
    list_per_page = 50
    show_full_result_count = False
    search_fields = (
        "title",
        "text",
        "product__slug",
        *(f"product__{name}" for name in in_each_language("name")),
    )
    search_help_text = _("A product's name, or words of the review.")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("product")

    def get_ordering(self, request: HttpRequest) -> Any:
        waits = Case(When(state=ReviewState.PENDING, then=Value(0)), default=Value(1))
        since = Case(When(state=ReviewState.PENDING, then=F("written_at")))
        return [waits, since.asc(), "-written_at", "-pk"]

    def get_fieldsets(self, request: HttpRequest, obj: Review | None = None) -> Any:
        words = ("product", "shown_stars", "title", "text", "pen_name", "language", "is_verified")
        facts = ("state", "refusal", "helpful_count", "created_at", "written_at", "replied_at")
        ours = ("decision", "reply", "seen") if self._may_moderate(request) else ("reply",)
        return [
            (_("What the customer wrote"), {"fields": words}),
            (_("State"), {"fields": facts}),
            (_("Ours"), {"fields": ours}),
        ]

    def get_readonly_fields(self, request: HttpRequest, obj: Review | None = None) -> Any:
        return (
            *("product", "shown_stars", "title", "text", "pen_name", "language", "is_verified"),
            *("state", "refusal", "helpful_count", "created_at", "written_at", "replied_at"),
        )

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Review | None = None) -> bool:
        """Refused ones are seen by nobody but their authors, who may delete them."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Review | None = None) -> bool:
        return self._may_moderate(request)

    def has_moderate_permission(self, request: HttpRequest) -> bool:
        return self._may_moderate(request)

    def save_model(self, request: HttpRequest, obj: Review, form: Any, change: Any) -> None:
        """Only by the verbs: they keep the product's stars right, and the log (M24)."""
        try:
            form.act(by=cast("User", request.user))
        except Changed:
            raise ValidationError(_("This review has changed in the meantime.")) from None

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """The verbs have written down what was decided."""

    def get_actions(self, request: HttpRequest) -> Any:
        """One action for approving, one for each reason to refuse."""
        actions: dict[str, Any] = super().get_actions(request)
        if self._may_moderate(request):
            for name, act, words in _decisions():
                actions[name] = (act, name, words)
        return actions

    def _may_moderate(self, request: HttpRequest) -> bool:
        return request.user.has_perm(MODERATE)

    @admin.display(description=_("stars"), ordering="stars")
    def shown_stars(self, review: Review) -> str:
        return glyphs(review.stars)

    @admin.display(description=_("review"))
    def said(self, review: Review) -> str:
        words = " – ".join(part for part in (review.title, review.text) if part)
        return words if len(words) <= _LONGEST else f"{words[:_LONGEST]}…"


Act = Callable[[ReviewAdmin, HttpRequest, QuerySet[Review]], None]


def _decisions() -> list[tuple[str, Act, Any]]:
    refusals = [
        (f"refuse_{reason}", _acting(reason), _("Refuse: %(reason)s") % {"reason": reason.label})
        for reason in Refusal
    ]
    return [("approve", _acting(None), _("Approve: show them")), *refusals]


def _acting(reason: Refusal | None) -> Act:
    def act(modeladmin: ReviewAdmin, request: HttpRequest, reviews: QuerySet[Review]) -> None:
        by, done, left = cast("User", request.user), 0, 0
        aim = ReviewState.APPROVED if reason is None else ReviewState.REFUSED
        for review in reviews.exclude(state=aim).order_by("pk"):
            try:
                if reason is None:
                    approve(review=review, by=by)
                else:
                    refuse(review=review, by=by, reason=reason)
            except Changed:
                left += 1
            else:
                done += 1
        told = ngettext("%d review is decided.", "%d reviews are decided.", done)
        modeladmin.message_user(request, told % done, messages.SUCCESS)
        if left:
            words = _("Some have changed at this very moment: read them again.")
            modeladmin.message_user(request, words, messages.WARNING)

    return act
