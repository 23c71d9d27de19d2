"""Prices and stock of all variants as a table to edit in a spreadsheet."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from import_export import fields, resources, widgets
from import_export.formats.base_formats import CSV

from catalog.admin.stock_fields import write_count
from catalog.models import Variant
from shop.core import money


class AmountWidget(widgets.Widget):
    """An amount as decimal text, ``12.90``; spreadsheets of French people may make it ``12,90``."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> int:
        try:
            return money.typed(str(value))
        except money.InvalidAmount:
            words = _("“%(text)s” is not an amount. Write it like 12.90.")
            raise ValueError(words % {"text": value}) from None

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "" if value is None else money.plain(value)


class UnitsWidget(widgets.Widget):
    """A number of units; an empty cell says nothing."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> int | None:
        text = str(value if value is not None else "").strip()
        if not text:
            return None
        if not text.isdecimal() or len(text) > 9:  # noqa: PLR2004 - what the column can hold
            words = _("“%(text)s” is not a number of units.")
            raise ValueError(words % {"text": text})
        return int(text)

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "" if value is None else str(value)


class PlainDiff(resources.Diff):
    """The change of each cell without inline styles, which the content security policy forbids."""

    def as_html(self) -> list[str]:
        cells = zip(map(str, self.left), map(str, self.right), strict=False)
        return [
            new if old == new else format_html("<del>{}</del> <ins>{}</ins>", old, new)
            for old, new in cells
        ]


class PriceAndStockResource(resources.ModelResource):
    """A row for each variant that exists. Stock is counted, never overwritten blindly (M24).

    ``on_hand_exported`` repeats what was on hand when the table was written. A row is refused if
    stock has moved since; one whose two numbers are equal leaves the stock alone. Without that
    column ``on_hand`` is taken as a fresh count.
    """

    sku = fields.Field("sku", "sku")
    price = fields.Field("price", "price", AmountWidget())
    on_hand = fields.Field("on_hand", "on_hand", UnitsWidget())
    on_hand_exported = fields.Field("on_hand_exported", "on_hand_exported", UnitsWidget())

    class Meta:
        model = Variant
        fields = ("sku", "price", "on_hand", "on_hand_exported")
        import_id_fields = ("sku",)
        skip_unchanged = True
        report_skipped = True
        name = _("Prices and stock")

    @classmethod
    def get_diff_class(cls) -> type[resources.Diff]:
        return PlainDiff

    def get_queryset(self) -> QuerySet[Variant]:
        return Variant.objects.select_related("stock")

    def init_instance(self, row: Any = None) -> Variant:
        words = _("There is no variant with the SKU “%(sku)s”.")
        raise ValidationError({"sku": words % {"sku": (row or {}).get("sku", "")}})

    def after_init_instance(self, instance: Any, new: Any, row: Any, **kwargs: Any) -> None:
        instance.on_hand = instance.on_hand_exported = _on_hand(instance)

    def import_field(
        self,
        field: Any,
        instance: Any,
        row: Any,
        is_m2m: bool = False,  # noqa: FBT001, FBT002 - the library's signature
        **kwargs: Any,
    ) -> None:
        """Leave what an empty or missing cell is about as it is."""
        if str(row.get(field.column_name) or "").strip():
            super().import_field(field, instance, row, is_m2m, **kwargs)

    def import_instance(self, instance: Any, row: Any, **kwargs: Any) -> None:
        super().import_instance(instance, row, **kwargs)
        before = _on_hand(instance)
        exported = str(row.get("on_hand_exported") or "").strip()
        instance.shown = int(exported) if exported else None
        if instance.shown == instance.on_hand:
            instance.on_hand = before  # nobody touched it in the table
        instance.on_hand_exported = before  # not a change to show

    def do_instance_save(self, instance: Any, is_create: Any) -> None:
        before = _on_hand(instance)
        if instance.on_hand != before:
            write_count(
                variant_id=instance.pk,
                on_hand=instance.on_hand,
                is_tracked=_is_tracked(instance),
                shown=before if instance.shown is None else instance.shown,
            )
        instance.save(update_fields=["price"])

    def dehydrate_on_hand(self, variant: Variant) -> int:
        return _on_hand(variant)

    def dehydrate_on_hand_exported(self, variant: Variant) -> int:
        return _on_hand(variant)


class SpreadsheetCSV(CSV):
    """Comma-separated values as spreadsheets write them: French ones put semicolons."""

    def get_title(self) -> str:
        return "csv"

    def create_dataset(self, in_stream: str, **kwargs: Any) -> Any:
        head = in_stream.removeprefix("\ufeff").split("\n", 1)[0]
        delimiter = ";" if head.count(";") > head.count(",") else ","
        return super().create_dataset(
            in_stream.removeprefix("\ufeff"), delimiter=delimiter, **kwargs
        )


def _on_hand(variant: Variant) -> int:
    return variant.stock.on_hand if _has_stock(variant) else 0


def _is_tracked(variant: Variant) -> bool:
    return variant.stock.is_tracked if _has_stock(variant) else True


def _has_stock(variant: Variant) -> bool:
    return hasattr(variant, "stock")
