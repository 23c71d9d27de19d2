from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from modeltranslation.admin import TranslationAdmin, TranslationTabularInline

from catalog.admin.languages import in_each_language
from catalog.models import Attribute, AttributeValue


class AttributeValueInline(TranslationTabularInline[AttributeValue, Attribute]):
    model = AttributeValue
    fields = ("code", "name", "position")
    extra = 1


@admin.register(Attribute)
class AttributeAdmin(TranslationAdmin[Attribute]):
    list_display = ("name", "code", "value_names", "is_filter", "position")
    show_full_result_count = False
    search_fields = ("code", *in_each_language("name"))
    fields = ("code", "name", "is_filter", "position")
    inlines = (AttributeValueInline,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).prefetch_related("values")

    @admin.display(description=_("values"))
    def value_names(self, attribute: Attribute) -> str:
        return ", ".join(value.name for value in attribute.values.all())
