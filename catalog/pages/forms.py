from django import forms
from django.utils.translation import gettext_lazy as _

LONGEST = 200  # characters; no shopper types more


class SearchForm(forms.Form):
    """What a visitor looks for. The text is kept as typed; the search makes sense of it."""

    q = forms.CharField(
        label=_("Search"),
        max_length=LONGEST,
        required=False,
        error_messages={"max_length": _("Please search with 200 characters at most.")},
    )
