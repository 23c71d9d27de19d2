"""Wordings in the administration: the list, the form, trying and taking back."""

from typing import Any, cast

import structlog
from csp.constants import NONE, SELF, UNSAFE_INLINE
from csp.decorators import csp_replace
from django.conf import settings
from django.contrib import admin
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.decorators import method_decorator
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _
from django.views.decorators.clickjacking import xframe_options_sameorigin

from catalog.admin.conflicts import SafeSaveMixin
from catalog.admin.fact import InLanguage
from recovery.admin.wording.form import SavedForm, WordingForm
from recovery.models import Wording, WordingVersion
from recovery.wording.rewriting import Overtaken, go_back, rewrite, use_built_in, words_now
from recovery.wording.testing import send_test
from recovery.wording.trying import tried
from recovery.wording.words import TEXTS
from shop.core.admin import ReadOnlyInline, written
from shop.core.messaging.showing import framed
from shop.core.users.models import User

log = structlog.get_logger(__name__)

SEE_CARTS = "recovery.view_episode"
# The page inside the frame, which in turn holds the mail in one that can do nothing.
TRIED_POLICY = {
    "script-src": [NONE],
    "connect-src": [NONE],
    "form-action": [NONE],
    "style-src": [SELF, UNSAFE_INLINE],
    "img-src": [SELF, settings.BASE_URL, "data:"],
    "frame-src": [SELF],
    "frame-ancestors": [SELF],
}


class VersionInline(ReadOnlyInline):
    model = WordingVersion
    template = "admin/recovery/wording/versions.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("saved_by")


@admin.register(Wording)
class WordingAdmin(SafeSaveMixin, admin.ModelAdmin[Wording]):
    """There is a row for each occasion and language; nobody adds or deletes any."""

    form = SavedForm
    list_display = ("occasion", "language_in_words", "whose", "since")
    list_filter = (InLanguage,)
    show_full_result_count = False
    ordering = ("language", "pk")
    search_fields = ("versions__subject", "versions__opening")
    search_help_text = _("Words that are in use, or once were.")
    inlines = (VersionInline,)
    actions = None

    class Media:
        css = {"all": ["admin/wording.css"]}
        js = ("admin/wording.js",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        in_use = WordingVersion.objects.filter(is_current=True)
        return (
            super()
            .get_queryset(request)
            .prefetch_related(Prefetch("versions", in_use, to_attr="in_use"))
        )

    def get_fields(self, request: HttpRequest, obj: Wording | None = None) -> Any:
        if obj is not None and not self.has_change_permission(request, obj):
            return TEXTS
        return (*TEXTS, "about", "seen")

    def get_form(
        self,
        request: HttpRequest,
        obj: Any = None,
        change: Any = False,  # noqa: FBT002 - Django's signature
        **kwargs: Any,
    ) -> Any:
        form = super().get_form(request, obj, change=change, **{**kwargs, "fields": ()})
        return _for(request, form)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Wording | None = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Wording, form: Any, change: Any) -> None:
        if not form.has_changed():
            return
        by = cast("User", request.user)
        try:
            made = rewrite(wording=obj, words=form.words, seen=form.cleaned_data["seen"], by=by)
        except Overtaken as late:
            raise ValidationError([]) from late  # SafeSaveMixin has the words
        log.info("wording_saved", wording=obj.pk, version=made.number, by=by.pk)

    def get_urls(self) -> Any:
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/try/", view(self.try_view), name="recovery_wording_try"),
            path("<int:pk>/back/", view(self.back_view), name="recovery_wording_back"),
            *super().get_urls(),
        ]

    @method_decorator(xframe_options_sameorigin)
    @method_decorator(csp_replace(TRIED_POLICY))
    def try_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show, in a frame, the mail that what was typed would make, and what is wrong with it."""
        wording = self._wording(request, pk)
        form = _for(request, WordingForm)(request.POST, instance=wording)
        context: dict[str, Any] = {"form": form}
        if request.method == "POST" and form.is_valid():
            with override(wording.language):
                mail = tried(form.occasion, form.words, form.cleaned_data["about"])
            context |= {"mail": mail, "html": framed(mail.html), "findings": form.findings()}
            if "_test" in request.POST:
                context["sent_to"] = self._send_test(request, form)
        return render(request, "admin/recovery/wording/tried.html", context)

    def _send_test(self, request: HttpRequest, form: WordingForm) -> str:
        user = cast("User", request.user)
        send_test(
            wording=form.instance, words=form.words, episode=form.cleaned_data["about"], to=user
        )
        log.info("wording_test_sent", wording=form.instance.pk, by=user.pk)
        return user.email

    def back_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Say again what an earlier version said, or the shop's own words (``number=0``)."""
        wording = self._wording(request, pk)
        number, seen = (request.POST.get(name, "") for name in ("number", "seen"))
        if request.method == "POST" and number.isdecimal() and seen.isdecimal():
            try:
                self._go_back(request, wording, int(number), int(seen))
            except Overtaken:
                words = gettext(
                    "Somebody changed this at the same moment. Nothing was saved: look again."
                )
                self.message_user(request, words, level="WARNING")
        return redirect("admin:recovery_wording_change", pk)

    def _go_back(self, request: HttpRequest, wording: Wording, number: int, seen: int) -> None:
        by = cast("User", request.user)
        if number:
            version = get_object_or_404(wording.versions, number=number)
            made = go_back(version=version, seen=seen, by=by)
        else:
            made = use_built_in(wording=wording, seen=seen, by=by)
        log.info("wording_saved", wording=wording.pk, version=made.number, by=by.pk)
        self.message_user(request, gettext("These words are in use from now on."))

    def _wording(self, request: HttpRequest, pk: int) -> Wording:
        if not self.has_change_permission(request):
            raise PermissionDenied
        return get_object_or_404(Wording, pk=pk)

    @admin.display(description=_("language"), ordering="language")
    def language_in_words(self, wording: Wording) -> str:
        return wording.language_name

    @admin.display(description=_("words"))
    def whose(self, wording: Any) -> str:
        version = _in_use(wording)
        if version is None or version.is_built_in:
            return gettext("the shop's own")
        return gettext("version %(number)d") % {"number": version.number}

    @admin.display(description=_("since"))
    def since(self, wording: Any) -> str:
        version = _in_use(wording)
        return written(version.saved_at) if version else "–"

    # For whoever may read and not write.

    @admin.display(description=_("subject"))
    def subject(self, wording: Wording) -> str:
        return words_now(wording).subject

    @admin.display(description=_("opening"))
    def opening(self, wording: Wording) -> str:
        return words_now(wording).opening

    @admin.display(description=_("button"))
    def button(self, wording: Wording) -> str:
        return words_now(wording).button

    @admin.display(description=_("closing"))
    def closing(self, wording: Wording) -> str:
        return words_now(wording).closing


def _in_use(wording: Any) -> WordingVersion | None:
    return next(iter(wording.in_use), None)


def _for(request: HttpRequest, form: Any) -> Any:
    """Return ``form`` with the carts that whoever asks may see."""
    may = request.user.has_perm(SEE_CARTS)
    return type(form.__name__, (form,), {"may_see_carts": may})
