from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from cart.admin.countries import CountriesField
from cart.admin.promotion.pickers import PICKERS, Pickers
from cart.admin.promotion.units import Amount, Number
from cart.models import Promotion, Side
from cart.pricing import Kind
from cart.promotions.codes import normalised

# What each kind needs; the others' fields stay empty.
NEEDS: dict[str, tuple[str, ...]] = {
    Kind.PERCENTAGE: ("percent",),
    Kind.FIXED: ("amount",),
    Kind.FREE_DELIVERY: (),
    Kind.BUY_X_GET_Y: ("buys", "gets", "percent"),
}
OF_SOME_KINDS = ("percent", "amount", "buys", "gets")
# What a kind that takes off items may have: what becomes cheaper where other things are bought.
_GIVEN = tuple(name for name, (side, _thing) in PICKERS.items() if side == Side.GIVEN)

_LARGEST_PERCENT = 100


def shown_for(kind: str) -> list[str]:
    """Return the fields of some kinds that ``kind`` has."""
    return [*NEEDS[kind], *(() if kind == Kind.FREE_DELIVERY else _GIVEN)]


class PromotionForm(Pickers):
    class Meta:
        model = Promotion
        fields = "__all__"
        field_classes = {"countries": CountriesField}
        widgets = {
            "percent": Number("%"),
            "amount": Amount(),
            "buys": Number(_("pieces bought")),
            "gets": Number(_("pieces become cheaper")),
            "most_off": Amount(_("an order")),
            "least_total": Amount(),
            "most_uses": Number(_("orders in all")),
            "most_uses_a_person": Number(_("orders a person")),
        }
        labels = {
            "kind": _("It gives"),
            "percent": _("As much off"),
            "amount": _("As much off"),
            "buys": _("For every"),
            "gets": _("This many"),
            "most_off": _("But at most"),
            "least_total": _("Worth at least"),
            "is_for_first_order": _("For a first order only"),
            "group": _("For the group"),
            "countries": _("Delivered to"),
            "starts_at": _("From"),
            "ends_at": _("Until"),
            "most_uses": _("For at most"),
            "most_uses_a_person": _("And at most"),
            "stacking": _("It counts"),
            "priority": _("Its turn"),
            "code": _("Code"),
            "is_active": _("Switched on"),
        }
        help_texts = {
            "percent": _("100: for nothing."),
            "most_off": _("Empty: any amount."),
            "least_total": _("All of these things together, before anything is taken off."),
            "group": _("Empty: for everybody."),
            "most_uses": _("Empty: any number."),
            "most_uses_a_person": _("Empty: any number."),
            "priority": _(
                "The smallest number comes first, and each one works on what those before it have"
                " left. Free delivery always comes last."
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if kind := self.fields.get("kind"):
            shown = {value: shown_for(value) for value in Kind.values}
            kind.widget.attrs["data-shows"] = forms.JSONField().prepare_value(shown)

    def clean_code(self) -> str:
        return normalised(self.cleaned_data["code"])

    def clean(self) -> dict[str, Any]:
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        if "kind" in typed:
            self._check_kind(typed)
        self._check_numbers(typed)
        self._check_name(typed)
        starts, ends = typed.get("starts_at"), typed.get("ends_at")
        if starts and ends and ends <= starts:
            self.add_error("ends_at", _("The end must come after the beginning."))
        return typed

    def _check_kind(self, typed: dict[str, Any]) -> None:
        kind = typed["kind"]
        shown = shown_for(kind)
        for name in (*OF_SOME_KINDS, *_GIVEN):
            if name not in typed:  # not on the form, or refused already
                continue
            is_empty = typed[name] is None if name in OF_SOME_KINDS else not typed[name]
            if name in NEEDS[kind] and is_empty:
                self.add_error(name, _("Fill this in."))
            elif name not in shown and not is_empty:
                words = _("Leave this empty: “%(kind)s” knows nothing of it.")
                self.add_error(name, words % {"kind": Kind(kind).label})

    def _check_numbers(self, typed: dict[str, Any]) -> None:
        percent = typed.get("percent")
        if percent is not None and not 1 <= percent <= _LARGEST_PERCENT:
            self.add_error("percent", _("Between 1 and 100."))
        for name in ("amount", "buys", "gets", "most_off"):
            if typed.get(name) == 0:
                self.add_error(name, _("Nought would give nothing."))
        for name in ("most_uses", "most_uses_a_person"):
            if typed.get(name) == 0:
                self.add_error(name, _("Nobody could use it. Leave it empty, or switch it off."))

    def _check_name(self, typed: dict[str, Any]) -> None:
        names = [f"name_{code}" for code, _name in settings.LANGUAGES]
        if "code" in typed and not any(typed.get(name) for name in ("code", *names)):
            words = _("Give it a name or a code: shoppers see it beside the amount.")
            self.add_error(names[0], words)
