"""What a customer is asked for when they write a review."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from catalog.models import Review
from catalog.reviews.writing import pen_name_of
from shop.core.users.models import User

STARS = [
    (1, _("1 star: poor")),
    (2, _("2 stars: fair")),
    (3, _("3 stars: good")),
    (4, _("4 stars: very good")),
    (5, _("5 stars: excellent")),
]


class StarsInput(forms.RadioSelect):
    """Radio buttons in a row; a list of errors can point to the first of them."""

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        return str(super().id_for_label(id_, "0" if index is None else index))


class ReviewForm(forms.Form):
    stars = forms.TypedChoiceField(
        label=_("How many stars?"),
        choices=STARS,
        coerce=int,
        widget=StarsInput(attrs={"data-testid": "stars"}),
        error_messages={"required": _("Choose one to five stars.")},
    )
    title = forms.CharField(label=_("In short"), max_length=100, required=False)
    text = forms.CharField(
        label=_("Your experience"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("What do you like, what do you miss, what do you use it for?"),
        error_messages={"required": _("Write a few words: they help others more than the stars.")},
    )
    pen_name = forms.CharField(
        label=_("Name shown beside it"),
        max_length=40,
        required=False,
        help_text=_("As you like. Left empty it says “A customer”."),
    )

    def clean_pen_name(self) -> str:
        name: str = self.cleaned_data["pen_name"]
        if "@" in name:
            raise ValidationError(_("Everybody can read this: do not give an e-mail address."))
        return name


def form_for(author: User, mine: Review | None, data: Any = None) -> ReviewForm:
    """Return the form as ``author`` left it, or as it begins."""
    if mine is None:
        return ReviewForm(data, initial={"pen_name": pen_name_of(author)})
    return ReviewForm(data, initial={name: getattr(mine, name) for name in ReviewForm.base_fields})
