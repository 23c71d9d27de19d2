"""A variant's row on its product's page: a column for each option, and its stock."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from catalog.admin.choices import Choice, blank_and, labelled, vocabulary
from catalog.admin.stock_fields import OnHandField, check_count, shown_on_hand, write_count
from catalog.models import AttributeValue, Product, ProductOption, Stock, Variant
from catalog.models.variant import option_key

_OWN_FIELDS = ("sku", "price", "weight", "position", "is_active")


@dataclass(frozen=True)
class OptionColumn:
    """What the shopper chooses by, and what there is to choose."""

    attribute_id: int
    label: str
    values: dict[int, AttributeValue]

    @property
    def field_name(self) -> str:
        return f"option_{self.attribute_id}"

    @property
    def choices(self) -> list[Choice]:
        return blank_and(labelled(self.values.values()))


def options_of(request: HttpRequest, product: Product | None) -> QuerySet[ProductOption] | None:
    """Return the rows of the options of ``product``; read once for a page."""
    known = vars(request)
    if "product_options" not in known:
        known["product_options"] = (
            product.product_options.select_related("attribute") if product else None
        )
    rows: QuerySet[ProductOption] | None = known["product_options"]
    return rows


def option_columns(request: HttpRequest, product: Product | None) -> list[OptionColumn]:
    """Return the options of ``product``; read once for a page, however often it asks."""
    known = vars(request)
    if "option_columns" not in known:
        options: Iterable[ProductOption] = options_of(request, product) or []
        known["option_columns"] = [
            OptionColumn(
                attribute_id=option.attribute_id,
                label=str(option.attribute),
                values={
                    value.pk: value
                    for value in vocabulary(request)
                    if value.attribute_id == option.attribute_id
                },
            )
            for option in options
        ]
    columns: list[OptionColumn] = known["option_columns"]
    return columns


class VariantForm(forms.ModelForm):  # type: ignore[type-arg]
    columns: tuple[OptionColumn, ...] = ()

    on_hand = OnHandField(required=False)
    is_tracked = forms.BooleanField(label=_("counted"), required=False, initial=True)

    class Meta:
        model = Variant
        fields = _OWN_FIELDS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.stock = _stock_of(self.instance)
        self.initial.setdefault("on_hand", self.stock.on_hand)
        self.initial.setdefault("is_tracked", self.stock.is_tracked)
        if self.instance.pk:
            for value in self.instance.option_values.all():
                self.initial.setdefault(f"option_{value.attribute_id}", value.pk)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.counts_stock():
            try:
                check_count(self.stock, **self.count())
            except forms.ValidationError as refusal:
                self.add_error("on_hand", refusal)
        return cleaned

    def values(self) -> list[AttributeValue]:
        chosen = [(column, self.cleaned_data.get(column.field_name)) for column in self.columns]
        return [column.values[int(pk)] for column, pk in chosen if pk]

    def key(self) -> str:
        return option_key(self.values())

    def counts_stock(self) -> bool:
        is_new = self.instance.pk is None
        return is_new or bool({"on_hand", "is_tracked"} & set(self.changed_data))

    def count(self) -> dict[str, Any]:
        """Return what is to be written; an untouched number is taken from the row, not the page."""
        on_hand = self.cleaned_data.get("on_hand") or 0
        shown = shown_on_hand(self) if self.stock.pk else None
        if shown == on_hand:
            on_hand = shown = self.stock.on_hand
        return {
            "on_hand": on_hand,
            "is_tracked": self.cleaned_data.get("is_tracked", True),
            "shown": shown,
        }

    def write(self) -> Variant:
        """Save the variant and what stands in other tables: its options and its stock.

        Of an existing row only the fields that were touched are written, so that a price which an
        import has changed in the meantime is not put back (M24).
        """
        variant: Variant = self.instance
        counts = self.counts_stock()
        variant.option_key = self.key()
        touched = set(self.changed_data) & set(_OWN_FIELDS)
        is_new = variant._state.adding  # noqa: SLF001 - the documented way to know
        variant.save(update_fields=None if is_new else [*touched, "option_key"])
        variant.option_values.set(self.values())
        if counts:
            write_count(variant_id=variant.pk, **self.count())
        return variant


def _stock_of(variant: Variant) -> Stock:
    try:
        return variant.stock
    except Stock.DoesNotExist:
        return Stock()


def variant_form(columns: list[OptionColumn]) -> type[VariantForm]:
    """Return the form of a product's variants: with a field for each of its options."""
    fields: dict[str, Any] = {
        column.field_name: forms.ChoiceField(label=column.label, choices=column.choices)
        for column in columns
    }
    return type("VariantForm", (VariantForm,), {**fields, "columns": tuple(columns)})
