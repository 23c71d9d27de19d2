from typing import Any

from django.contrib import admin
from django.db.models import F, Model, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cart.models import Cart, Line, Place, Trouble
from shop.core import money
from shop.core.admin import ReadOnlyAdmin, ReadOnlyInline, amount

VIEW_ACCOUNT = "users.view_user"

_more: list[type[ReadOnlyInline]] = []


def shown_with_cart(inline: type[ReadOnlyInline]) -> type[ReadOnlyInline]:
    """Register what an app above shows on the page of a cart."""
    _more.append(inline)
    return inline


class LineInline(ReadOnlyInline):
    model = Line
    fields = ("thing", "variant", "quantity", "place", "price_seen", "price_now", "added_at")
    readonly_fields = fields

    price_seen = amount("seen_price", _("price seen"))

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("variant__product")

    @admin.display(description=_("product"))
    def thing(self, line: Line) -> str:
        return str(line.variant.product)

    @admin.display(description=_("price now"))
    def price_now(self, line: Line) -> str:
        return money.formatted(line.variant.price)


class TroubleInline(ReadOnlyInline):
    model = Trouble
    fields = ("met_at", "kind", "detail_in_words")
    readonly_fields = fields

    @admin.display(description=_("detail"))
    def detail_in_words(self, trouble: Trouble) -> str:
        return trouble.detail_in_words


class Owner(admin.SimpleListFilter):
    title = _("account")
    parameter_name = "owner"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("account", _("account")), ("guest", _("guest"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any] | None:
        match self.value():
            case "account":
                return queryset.filter(user__isnull=False)
            case "guest":
                return queryset.filter(user__isnull=True)
        return queryset


@admin.register(Cart)
class CartAdmin(ReadOnlyAdmin):
    """Carts say nothing about who they are: an account is a number here, its page tells more."""

    list_display = (
        "__str__",
        "state",
        "account_or_guest",
        "things",
        "value",
        "promotion",
        "last_activity_at",
    )
    list_filter = ("state", Owner, "is_of_agent")
    list_select_related = ("promotion",)
    search_fields = ("=pk", "^lines__variant__sku")
    search_help_text = _("The cart's number, or a SKU in it.")
    inlines = (LineInline, TroubleInline)

    value = amount("worth", _("value"))

    def get_queryset(self, request: HttpRequest) -> Any:
        carts: QuerySet[Any] = super().get_queryset(request)
        return carts.annotate(
            units=_summed(F("quantity")), worth=_summed(F("quantity") * F("variant__price"))
        )

    def get_search_fields(self, request: HttpRequest) -> Any:
        fields = super().get_search_fields(request)
        return (*fields, "=user__email") if request.user.has_perm(VIEW_ACCOUNT) else fields

    def get_inlines(self, request: HttpRequest, obj: Model | None) -> Any:
        return (*super().get_inlines(request, obj), *_more)

    def get_fields(self, request: HttpRequest, obj: Model | None = None) -> Any:
        owner = "account_link" if request.user.has_perm(VIEW_ACCOUNT) else "account_or_guest"
        rest = ("is_of_agent", "created_at", "last_activity_at")
        return ("state", owner, "things", "value", "promotion", "language", "country", *rest)

    @admin.display(description=_("account"))
    def account_or_guest(self, cart: Cart) -> str:
        return gettext("account") if cart.user_id else gettext("guest")

    @admin.display(description=_("account"))
    def account_link(self, cart: Cart) -> SafeString | str:
        if not cart.user_id:
            return gettext("guest")
        url = reverse("admin:users_user_change", args=[cart.user_id])
        return format_html('<a href="{}">#{}</a>', url, cart.user_id)

    @admin.display(description=_("things"), ordering="units")
    def things(self, cart: Any) -> int:
        return int(cart.units)


def _summed(expression: Any) -> Any:
    """Return the sum over the lines in the cart; what is saved for later or removed is not."""
    lines = Line.objects.filter(cart=OuterRef("pk"), place=Place.IN_CART).order_by()
    return Coalesce(Subquery(lines.values("cart").annotate(n=Sum(expression)).values("n")), 0)
