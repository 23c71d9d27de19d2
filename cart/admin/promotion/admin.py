from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Count, OuterRef, Prefetch, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from modeltranslation.admin import TranslationAdmin

from cart.admin.promotion.filters import ByCode, InStanding
from cart.admin.promotion.form import PromotionForm
from cart.admin.promotion.pickers import PICKERS
from cart.models import Cart, CartState, Promotion, PromotionTarget, Side
from cart.promotions.preview import preview
from cart.promotions.reading import deal_of
from cart.promotions.sentence import in_a_sentence
from catalog.admin.conflicts import SafeSaveMixin
from catalog.admin.languages import in_each_language
from shop.core.admin import written

PREVIEW = "_preview"  # the button that asks what the form would do


@admin.register(Promotion)
class PromotionAdmin(SafeSaveMixin, TranslationAdmin[Promotion]):
    form = PromotionForm
    list_display = ("__str__", "state", "sentence", "used", "in_carts", "dates")
    list_filter = (InStanding, "kind", ByCode)
    list_per_page = 50
    show_full_result_count = False
    search_fields = ("code", *in_each_language("name"))
    readonly_fields = ("uses",)
    actions = None

    class Media:
        css = {"all": ["admin/promotion.css"]}
        js = ("admin/promotion.js",)

    def get_fieldsets(self, request: HttpRequest, obj: Promotion | None = None) -> Any:
        """Return the form in the order of the sentence that it makes."""
        pickers = {
            side: [name for name, (of, _thing) in PICKERS.items() if of == side] for side in Side
        }
        if not self._may_write(request, obj):  # whoever only reads, reads it in the sentence
            pickers = {side: [] for side in Side}
        gives = ["kind", ("buys", "gets"), "percent", "amount", "most_off"]
        given = (
            _("What becomes cheaper"),
            {
                "fields": pickers[Side.GIVEN],
                "description": _("Only if it is not what it is for. Nothing chosen: the same."),
            },
        )
        limits = [("starts_at", "ends_at"), ("most_uses", "most_uses_a_person"), "uses"]
        return [
            (_("What it gives"), {"fields": gives}),
            (
                _("What it is for"),
                {
                    "fields": [*pickers[Side.BOUGHT], "least_total"],
                    "description": _("Nothing chosen: everything."),
                },
            ),
            *([given] if pickers[Side.GIVEN] else []),
            (_("For whom"), {"fields": ["is_for_first_order", "group", "countries"]}),
            (_("When, and how often"), {"fields": limits}),
            (
                _("Beside other promotions"),
                {
                    "fields": ["stacking", "priority"],
                    "description": _(
                        "One that never goes together with another is taken when it alone leaves"
                        " less to pay than all the others together."
                    ),
                },
            ),
            (
                _("What it is called"),
                {"fields": [*in_each_language("name"), "code", "is_active"]},
            ),
        ]

    def get_form(
        self,
        request: HttpRequest,
        obj: Any = None,
        change: Any = False,  # noqa: FBT002 - Django's signature
        **kwargs: Any,
    ) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        return type("Tried", (_Tried, form), {}) if PREVIEW in request.POST else form

    def get_queryset(self, request: HttpRequest) -> Any:
        rows: QuerySet[Any] = super().get_queryset(request).select_related("group")
        match = request.resolver_match
        if match is None or match.url_name != "cart_promotion_changelist":
            return rows
        things = PromotionTarget.objects.select_related("category", "brand", "product")
        carts = Cart.objects.filter(promotion=OuterRef("pk"), state=CartState.OPEN).order_by()
        counted = Subquery(carts.values("promotion").annotate(n=Count("pk")).values("n"))
        return rows.annotate(carts_counted=Coalesce(counted, 0)).prefetch_related(
            Prefetch("targets", things)
        )

    def save_model(self, request: HttpRequest, obj: Promotion, form: Any, change: Any) -> None:
        """Write only what was changed on the form, so that a stale page undoes nothing else."""
        own = [name for name in form.changed_data if name not in PICKERS]
        obj.save(update_fields=own if change else None)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: Any) -> None:
        super().save_related(request, form, formsets, change)
        form.save_targets()

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show the form with the sentence that it makes, and what it would do if that was asked."""
        may_preview = request.user.has_perm("cart.view_cart")
        asked = PREVIEW in request.POST
        if asked and not may_preview:
            raise PermissionDenied
        context = {"may_preview": may_preview, **(extra_context or {})}
        answer = super().changeform_view(request, object_id, form_url, context)
        if isinstance(answer, TemplateResponse) and answer.context_data:
            _explain(answer.context_data, asked=asked)
        return answer

    def _may_write(self, request: HttpRequest, obj: Promotion | None) -> bool:
        if obj is None:
            return self.has_add_permission(request)
        return self.has_change_permission(request, obj)

    @admin.display(description=_("what it does"))
    def sentence(self, promotion: Promotion) -> str:
        return in_a_sentence(promotion, promotion.targets.all())

    @admin.display(description=_("state"))
    def state(self, promotion: Promotion) -> str:
        return str(promotion.standing.label)

    @admin.display(description=_("orders"), ordering="uses")
    def used(self, promotion: Promotion) -> str:
        most = promotion.most_uses
        return str(promotion.uses) if most is None else f"{promotion.uses} / {most}"

    @admin.display(description=_("carts"), ordering="carts_counted")
    def in_carts(self, promotion: Any) -> int:
        return int(promotion.carts_counted)

    @admin.display(description=_("dates"), ordering="starts_at")
    def dates(self, promotion: Promotion) -> str:
        ends = (promotion.starts_at, promotion.ends_at)
        return " – ".join(written(end) if end else "…" for end in ends) if any(ends) else ""


class _Tried:
    """A form that is checked and shown again: it never counts as valid, so nothing is saved."""

    def is_valid(self) -> bool:
        super().is_valid()  # type: ignore[misc]
        return False


def _explain(context: dict[str, Any], *, asked: bool) -> None:
    """Add the sentence that the form makes, and the preview where one was asked for."""
    form = getattr(context.get("adminform"), "form", None)
    if not isinstance(form, PromotionForm) or form.errors:
        return
    if asked or form.instance.pk:
        context["sentence"] = in_a_sentence(form.instance, form.targets())
    if asked:
        context["preview"] = preview(deal_of(form.instance, form.targets()))
