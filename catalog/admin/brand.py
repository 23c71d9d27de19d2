from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from catalog.models import Brand


@admin.register(Brand)
class BrandAdmin(admin.ModelAdmin[Brand]):
    list_display = ("name", "slug", "product_count")
    show_full_result_count = False
    search_fields = ("name", "slug")
    prepopulated_fields = {"slug": ("name",)}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Brand]:
        return super().get_queryset(request).annotate(products_counted=Count("products"))

    @admin.display(description=_("products"), ordering="products_counted")
    def product_count(self, brand: Brand) -> int:
        return int(getattr(brand, "products_counted", 0))
