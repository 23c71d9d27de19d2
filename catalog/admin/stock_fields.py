"""The form fields of stock, safe against orders that arrive while somebody looks at the form."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from catalog.models import Stock
from catalog.stock import BelowReserved, StockMoved, count


class OnHandField(forms.IntegerField):
    """Units on hand. The form carries the number it showed, so that only a change is written."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label=_("on hand"),
            min_value=0,
            max_value=2_000_000_000,
            show_hidden_initial=True,
            **kwargs,
        )
        self.widget.attrs["class"] = "vIntegerField"


def shown_on_hand(form: forms.BaseForm) -> int | None:
    """Return the units that the page showed when it was opened, None if it showed none."""
    name = "on_hand"
    field = form.fields[name]
    sent = field.hidden_widget().value_from_datadict(
        form.data, form.files, form.add_initial_prefix(name)
    )
    try:
        value = field.to_python(sent)
    except ValidationError:
        return None
    return value if isinstance(value, int) else None


def check_count(stock: Stock, *, on_hand: int, is_tracked: bool, shown: int | None) -> None:
    """Raise ValidationError for a count that ``write_count`` would refuse, as far as one can see."""
    if shown is not None and shown not in (stock.on_hand, on_hand):
        raise moved(stock.on_hand)
    if is_tracked and on_hand < stock.reserved:
        raise below(stock.reserved)


def write_count(*, variant_id: int, on_hand: int, is_tracked: bool, shown: int | None) -> None:
    """Write a count down. Raises ValidationError if the stock moved since it was checked."""
    try:
        count(variant_id=variant_id, on_hand=on_hand, is_tracked=is_tracked, shown=shown)
    except StockMoved as refusal:
        raise moved(refusal.on_hand) from None
    except BelowReserved as refusal:
        raise below(refusal.reserved) from None


def moved(on_hand: int) -> ValidationError:
    return ValidationError(
        _("Stock changed while you looked: %(on_hand)s on hand now. Count again."),
        code="moved",
        params={"on_hand": on_hand},
    )


def below(reserved: int) -> ValidationError:
    return ValidationError(
        _("Started orders have reserved %(reserved)s. There cannot be fewer."),
        code="below_reserved",
        params={"reserved": reserved},
    )
