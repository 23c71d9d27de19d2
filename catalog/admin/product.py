from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.admin.widgets import FilteredSelectMultiple
from django.db import transaction
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from modeltranslation.admin import TranslationAdmin

from catalog.admin.choices import blank_and, vocabulary, with_choices
from catalog.admin.complement import ComplementInline
from catalog.admin.conflicts import SafeSaveMixin
from catalog.admin.languages import in_each_language, language_fieldsets
from catalog.admin.pictures import thumbnail
from catalog.admin.product_inlines import (
    OptionFormSet,
    OptionInline,
    PictureInline,
    VariantInline,
)
from catalog.admin.product_list import InCategory, IsSensitive, StockState, with_offer
from catalog.admin.stock import LOW
from catalog.alerts.keeping import forget_sensitive_alerts
from catalog.facets.keeping import write_facets
from catalog.models import AttributeValue, Category, Picture, Product
from catalog.remembering import forget_sensitive_views
from catalog.variants import drop_option_values
from shop.core import clock, money


@admin.register(Product)
class ProductAdmin(SafeSaveMixin, TranslationAdmin[Product]):
    list_display = (
        "picture",
        "name",
        "category",
        "brand",
        "variant_count",
        "lowest_price",
        "stock",
        "is_published",
    )
    list_display_links = ("picture", "name")
    list_select_related = ("category", "brand")
    list_filter = (StockState, "is_published", IsSensitive, InCategory, "tax_class", "brand")
    list_per_page = 50
    show_full_result_count = False
    search_fields = (*in_each_language("name"), "slug", "variants__sku")
    search_help_text = _("Name, address or SKU.")
    prepopulated_fields = {"slug": ("name",)}
    ordering = ("-created_at", "-pk")
    actions = ("publish", "unpublish")
    inlines = (OptionInline, VariantInline, PictureInline, ComplementInline)

    def get_fieldsets(self, request: HttpRequest, obj: Product | None = None) -> Any:
        return [
            *language_fieldsets("name", "description"),
            (
                _("Place"),
                {
                    "fields": [
                        "slug",
                        "category",
                        "brand",
                        "tax_class",
                        "is_published",
                        "is_sensitive",
                    ]
                },
            ),
            (_("Attributes"), {"fields": ["attributes"]}),
        ]

    def get_queryset(self, request: HttpRequest) -> Any:
        rows: QuerySet[Any] = super().get_queryset(request)
        match = request.resolver_match
        if match is None or match.url_name != "catalog_product_changelist":
            return rows
        pictures = Picture.objects.exclude(file="")
        return with_offer(rows).prefetch_related(Prefetch("pictures", pictures, "shown"))

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if field is not None and db_field.name == "category":
            tree = Category.objects.order_by("path")
            shown = [(c.pk, f"{'– ' * (c.depth - 1)}{c}") for c in tree]
            with_choices(field, blank_and(shown))
        return field

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name != "attributes":
            return super().formfield_for_manytomany(db_field, request, **kwargs)
        field: forms.ModelMultipleChoiceField[Any] = forms.ModelMultipleChoiceField(
            AttributeValue.objects.all(),
            label=_("Attributes"),
            required=False,
            widget=FilteredSelectMultiple(str(_("attributes")), is_stacked=False),
        )
        field.choices = [(v.pk, f"{v.attribute}: {v}") for v in vocabulary(request)]
        return field

    def save_model(self, request: HttpRequest, obj: Product, form: Any, change: Any) -> None:
        """Write only what was changed on the form, so that a stale page undoes nothing else."""
        if not change:
            obj.save()
            return
        own = {field.name for field in obj._meta.concrete_fields}  # noqa: SLF001 - documented
        obj.save(update_fields=[*(set(form.changed_data) & own), "updated_at"])

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: Any) -> None:
        super().save_related(request, form, formsets, change)
        if {"is_sensitive", "category"} & {*form.changed_data}:
            forget_sensitive_views()
            forget_sensitive_alerts()
        if change:
            for formset in formsets:
                if isinstance(formset, OptionFormSet) and (dropped := formset.dropped()):
                    drop_option_values(product=form.instance, attribute_ids=dropped)

    @admin.action(description=_("Publish"), permissions=["change"])
    def publish(self, request: HttpRequest, queryset: QuerySet[Product]) -> None:
        self._set_published(request, queryset, is_published=True)

    @admin.action(description=_("Unpublish"), permissions=["change"])
    def unpublish(self, request: HttpRequest, queryset: QuerySet[Product]) -> None:
        self._set_published(request, queryset, is_published=False)

    def _set_published(
        self, request: HttpRequest, queryset: QuerySet[Product], *, is_published: bool
    ) -> None:
        changed = list(
            Product.objects.filter(pk__in=queryset.values("pk")).exclude(is_published=is_published)
        )
        keys = sorted(product.pk for product in changed)
        with transaction.atomic():
            rows = Product.objects.filter(pk__in=keys)
            rows.update(is_published=is_published, updated_at=clock.now())
            write_facets(keys)
        what = gettext("Published.") if is_published else gettext("Unpublished.")
        LogEntry.objects.log_actions(str(request.user.pk), changed, CHANGE, what)
        total = len(changed)
        told = ngettext("%(total)s product changed.", "%(total)s products changed.", total)
        self.message_user(request, told % {"total": total}, messages.SUCCESS)

    @admin.display(description=_("picture"))
    def picture(self, product: Any) -> SafeString | str:
        return thumbnail(product.shown[0] if product.shown else None)

    @admin.display(description=_("variants"), ordering="variants_counted")
    def variant_count(self, product: Any) -> int:
        return int(product.variants_counted)

    @admin.display(description=_("price from"), ordering="price_from")
    def lowest_price(self, product: Any) -> str:
        return "–" if product.price_from is None else money.formatted(product.price_from)

    @admin.display(description=_("stock"), ordering="units")
    def stock(self, product: Any) -> SafeString:
        if product.is_uncounted:
            return format_html('<span class="stock-in">{}</span>', _("always in stock"))
        units = product.units
        if units <= 0:
            return format_html('<span class="stock-out">{}</span>', _("sold out"))
        if units <= LOW:
            return format_html('<span class="stock-low">{} ({})</span>', _("low"), units)
        return format_html('<span class="stock-in">{} ({})</span>', _("in stock"), units)
