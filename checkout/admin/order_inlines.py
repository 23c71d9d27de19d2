from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from checkout.admin.words import gateway_name
from checkout.models import OrderLine, Payment
from shop.core import money
from shop.core.admin import ReadOnlyInline, amount


class OrderLineInline(ReadOnlyInline):
    model = OrderLine
    fields = ("sku", "name", "quantity", "price_each", "off", "line_total", "tax")
    readonly_fields = fields

    price_each = amount("unit_price", _("price each"))
    off = amount("discount", _("discount"))

    @admin.display(description=_("total"))
    def line_total(self, line: OrderLine) -> str:
        return money.formatted(line.gross - line.discount)

    @admin.display(description=_("tax rate"))
    def tax(self, line: OrderLine) -> str:
        return money.percentage(line.tax_rate)


class OrderPaymentInline(ReadOnlyInline):
    model = Payment
    fields = (
        "gateway_in_words",
        "formatted_amount",
        "given_back",
        "state",
        "error",
        "created_at",
        "settled_at",
    )
    readonly_fields = fields
    ordering = ("pk",)
    show_change_link = True

    formatted_amount = amount("amount", _("amount"))
    given_back = amount("refunded", _("given back"))

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("order")

    @admin.display(description=_("way to pay"))
    def gateway_in_words(self, payment: Payment) -> str:
        return gateway_name(payment.gateway)
