from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminTextInputWidget
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from modeltranslation.admin import TranslationTabularInline

from catalog.admin.choices import (
    Choice,
    blank_and,
    labelled,
    vocabulary,
    with_choices,
    without_links,
)
from catalog.admin.pictures import thumbnail
from catalog.admin.variant_form import option_columns, options_of, variant_form
from catalog.admin.variant_formset import VariantFormSet
from catalog.models import Picture, Product, ProductOption, Variant
from catalog.models.variant import option_key
from shop.core.fields import AmountField


class OptionFormSet(BaseInlineFormSet):  # type: ignore[type-arg]
    options: QuerySet[ProductOption] | None = None  # where the page has read them already

    def get_queryset(self) -> Any:
        return super().get_queryset() if self.options is None else self.options

    def clean(self) -> None:
        """Keep an option that is all that tells two variants apart."""
        super().clean()
        if not self.instance.pk or not self.dropped():
            return
        kept = self._attributes(form for form in self.forms if form not in self.deleted_forms)
        variants = self.instance.variants.prefetch_related("option_values")
        keys = [
            option_key(v for v in variant.option_values.all() if v.attribute_id in kept)
            for variant in variants
        ]
        if len(keys) != len(set(keys)):
            raise ValidationError(
                _("Two variants would be alike without this option. Delete one of them first."),
                code="alike",
            )

    def dropped(self) -> set[int]:
        """Return the attributes that are an option now and will not be once this is saved."""
        before = {form.instance.pk: form.initial.get("attribute") for form in self.initial_forms}
        kept = self._attributes(form for form in self.forms if form not in self.deleted_forms)
        return {int(pk) for pk in before.values() if pk} - kept

    def _attributes(self, forms_: Iterable[forms.BaseForm]) -> set[int]:
        chosen = [getattr(form, "cleaned_data", {}).get("attribute") for form in forms_]
        return {attribute.pk for attribute in chosen if attribute}


class OptionInline(admin.TabularInline[ProductOption, Product]):
    model = ProductOption
    formset = OptionFormSet
    fields = ("attribute", "position")
    extra = 0
    verbose_name_plural = _("options: what the shopper chooses, such as size")

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if field is None:
            return None
        return with_choices(field, blank_and(self._attributes(request)))

    def get_queryset(self, request: HttpRequest) -> QuerySet[ProductOption]:
        return super().get_queryset(request).select_related("attribute")

    def get_formset(self, request: HttpRequest, obj: Product | None = None, **kwargs: Any) -> Any:
        option_columns(request, obj)
        formset: Any = super().get_formset(request, obj, **kwargs)
        formset.options = options_of(request, obj)
        if "attribute" in formset.form.base_fields:
            without_links(formset.form.base_fields["attribute"])
        return formset

    def _attributes(self, request: HttpRequest) -> list[Choice]:
        """Return what has values to choose from, and what is an option already."""
        useful = {value.attribute_id: str(value.attribute) for value in vocabulary(request)}
        present = {c.attribute_id: c.label for c in option_columns(request, None)}
        return list((useful | present).items())


class VariantInline(admin.TabularInline[Variant, Product]):
    model = Variant
    formset = VariantFormSet
    extra = 0
    min_num = 1
    formfield_overrides = {AmountField: {"widget": AdminTextInputWidget(attrs={"size": 8})}}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Variant]:
        rows = super().get_queryset(request)
        return rows.select_related("stock").prefetch_related("option_values")

    def get_fields(self, request: HttpRequest, obj: Product | None = None) -> Any:
        options = [column.field_name for column in option_columns(request, obj)]
        stock = ["on_hand", "is_tracked"]
        return ["sku", *options, "price", *stock, "weight", "position", "is_active"]

    def get_formset(self, request: HttpRequest, obj: Product | None = None, **kwargs: Any) -> Any:
        form = variant_form(option_columns(request, obj))
        return super().get_formset(request, obj, form=form, validate_min=True, **kwargs)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and db_field.name == "price":
            field.show_hidden_initial = True  # see VariantForm.write
        return field


class PictureInline(TranslationTabularInline[Picture, Product]):
    model = Picture
    fields = ("preview", "file", "alt", "variant", "position")
    readonly_fields = ("preview",)
    extra = 0

    def get_queryset(self, request: HttpRequest) -> QuerySet[Picture]:
        return super().get_queryset(request).select_related("product")

    def get_formset(self, request: HttpRequest, obj: Product | None = None, **kwargs: Any) -> Any:
        formset = super().get_formset(request, obj, **kwargs)
        field = formset.form.base_fields.get("variant")
        if isinstance(field, forms.ModelChoiceField):
            mine = Variant.objects.filter(product=obj) if obj else Variant.objects.none()
            field.queryset = mine
            without_links(field)
            with_choices(field, blank_and(labelled(mine)))
        return formset

    @admin.display(description=_("preview"))
    def preview(self, picture: Picture) -> SafeString | str:
        return thumbnail(picture, size=96)
