from collections.abc import Sequence
from typing import Any, cast

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from modeltranslation.admin import TranslationAdmin
from treebeard.admin import TreeAdmin
from treebeard.forms import MoveNodeForm, movenodeform_factory

from catalog.admin.languages import in_each_language, language_fieldsets
from catalog.alerts.keeping import forget_sensitive_alerts
from catalog.models import Category
from catalog.remembering import forget_sensitive_views


class CategoryForm(MoveNodeForm):
    def clean(self) -> dict[str, Any]:
        """Say before the tree is touched that a shelf would stand too deep."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        place = cleaned.get("treebeard_ref_node")
        if place is None:
            return cleaned
        is_below = cleaned.get("treebeard_position") == "first-child"
        depth = place.depth + (1 if is_below else 0)
        has_children = bool(self.instance.pk and self.instance.numchild)
        if depth + (1 if has_children else 0) > Category.MAX_DEPTH:
            self.add_error(
                "treebeard_ref_node",
                ValidationError(_("Categories have two levels at most."), code="too_deep"),
            )
        return cleaned

    def save(self, commit: bool = True) -> Category:  # noqa: FBT001, FBT002 - Django's signature
        """Put a new category straight beside another: by way of below it, it would stand too deep."""
        place = self.cleaned_data.get("treebeard_ref_node")
        position = self.cleaned_data.get("treebeard_position")
        if not self.instance._state.adding or place is None or position == "first-child":  # noqa: SLF001
            return cast("Category", super().save(commit=commit))
        Category.objects.add_sibling(place, pos=position, instance=self.instance)
        self.instance.refresh_from_db()
        return cast("Category", super(MoveNodeForm, self).save(commit=commit))


@admin.register(Category)
class CategoryAdmin(TranslationAdmin[Category], TreeAdmin):
    """The whole tree on one page: it has two levels, so that there is nothing to unfold.

    That works without JavaScript, where treebeard's own list, which fetches each level as it is
    opened, would show the first one only. A category is moved by its form.
    """

    form = movenodeform_factory(Category, form=CategoryForm)
    change_list_template = "admin/change_list.html"
    list_display = ("indented_name", "slug", "product_count", "is_sensitive")
    list_display_links = ("indented_name",)
    show_full_result_count = False
    search_fields = ("slug", *in_each_language("name"))
    prepopulated_fields = {"slug": ("name",)}
    list_per_page = 200
    ordering = ("path",)

    def get_fieldsets(self, request: HttpRequest, obj: Category | None = None) -> Any:
        where = ["treebeard_position", "treebeard_ref_node"]
        return [
            *language_fieldsets("name", "description"),
            (_("Place"), {"fields": ["slug", *where, "is_sensitive"]}),
        ]

    def get_queryset(self, request: HttpRequest) -> Any:
        return Category.objects.annotate(products_counted=Count("products")).order_by("path")

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> Any:
        return admin.ModelAdmin.get_changelist(self, request, **kwargs)

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return admin.ModelAdmin.changelist_view(self, request, extra_context)

    def get_urls(self) -> list[URLPattern]:
        """Leave out the addresses of treebeard's own list: they know nothing of two levels."""
        return admin.ModelAdmin.get_urls(self)

    def get_deleted_objects(
        self, objs: QuerySet[Category] | Sequence[Category], request: HttpRequest
    ) -> tuple[list[str], dict[str, int], set[str], list[str]]:
        """Count what stands below as well: the tree deletes it too, unseen by Django."""
        branches = Q()
        for category in objs:
            branches |= Q(path__startswith=category.path)
        whole = Category.objects.filter(branches) if branches else Category.objects.none()
        return super().get_deleted_objects(whole, request)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: Any) -> None:
        super().save_related(request, form, formsets, change)
        forget_sensitive_views()  # it may be marked now, or stand below one that is
        forget_sensitive_alerts()

    @admin.display(description=_("name"))
    def indented_name(self, category: Category) -> SafeString:
        return format_html('<span class="level-{}">{}</span>', category.depth, category.name)

    @admin.display(description=_("products"), ordering="products_counted")
    def product_count(self, category: Any) -> int:
        return int(category.products_counted)
