"""What a promotion is for, and what becomes cheaper with it: a field for each kind of thing.

Rows of ``PromotionTarget`` are written from them, and only those that were added or taken away.
"""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelectMultiple
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cart.models import Promotion, PromotionTarget, Side
from catalog.models import Brand, Category, Product

_MODELS: dict[str, Any] = {"category": Category, "brand": Brand, "product": Product}
_LABELS = {"category": _("Categories"), "brand": _("Brands"), "product": _("Products")}

# The fields, each with its side and the column of a target.
PICKERS: dict[str, tuple[Side, str]] = {
    f"{side}_{thing}": (side, thing) for side in Side for thing in _MODELS
}


def _picker(thing: str) -> "forms.ModelMultipleChoiceField[Any]":
    column: Any = PromotionTarget._meta.get_field(thing)  # noqa: SLF001 - documented
    return forms.ModelMultipleChoiceField(
        _MODELS[thing].objects.all(),
        label=_LABELS[thing],
        required=False,
        widget=AutocompleteSelectMultiple(column, admin.site),
        help_text=_("With all below them.") if thing == "category" else "",
    )


class Pickers(forms.ModelForm):  # type: ignore[type-arg]
    bought_category = _picker("category")
    bought_brand = _picker("brand")
    bought_product = _picker("product")
    given_category = _picker("category")
    given_brand = _picker("brand")
    given_product = _picker("product")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.saved_targets = _targets_of(self.instance)
        for name, (side, thing) in PICKERS.items():
            if name in self.fields:
                keys = [
                    getattr(row, f"{thing}_id") for row in self.saved_targets if row.side == side
                ]
                self.initial[name] = [key for key in keys if key is not None]

    def targets(self) -> list[PromotionTarget]:
        """Return what was chosen, as rows that are not saved; what stands, where nothing was."""
        if not self.is_bound:
            return self.saved_targets
        return [
            PromotionTarget(side=side, **{thing: row})
            for name, (side, thing) in PICKERS.items()
            for row in self.cleaned_data.get(name, ())
        ]

    def save_targets(self) -> None:
        """Add what was chosen and take away what was not any more, on a saved promotion."""
        rows = PromotionTarget.objects.filter(promotion=self.instance)
        gone: list[Q] = []
        new: list[PromotionTarget] = []
        for name, (side, thing) in PICKERS.items():
            if name not in self.changed_data:
                continue
            before = set(self.initial[name])
            chosen = {row.pk for row in self.cleaned_data[name]}
            if before - chosen:
                gone.append(Q(side=side, **{f"{thing}__in": before - chosen}))
            new += [
                PromotionTarget(promotion=self.instance, side=side, **{f"{thing}_id": key})
                for key in sorted(chosen - before)
            ]
        if gone:
            rows.filter(Q(*gone, _connector=Q.OR)).delete()
        PromotionTarget.objects.bulk_create(new)


def _targets_of(promotion: Promotion) -> list[PromotionTarget]:
    if not promotion.pk:
        return []
    return list(promotion.targets.select_related("category", "brand", "product"))
