"""A long select is Django's own, written faster."""

import pytest
from django import forms
from django.test.html import parse_html

from shop.core.widgets import LongSelect

CHOICES = [("", "–"), ("FR", "France"), ("CI", "Côte d'Ivoire <&>")]


@pytest.mark.parametrize("value", ["", "FR", "CI", "XX", None])
@pytest.mark.parametrize(
    "attrs", [{}, {"id": "x", "autocomplete": 'a "b"', "disabled": True, "placeholder": False}]
)
def test_long_select_is_what_django_writes(value, attrs):
    ours, theirs = (
        widget(choices=CHOICES, attrs={"class": "input"}).render("country", value, attrs)
        for widget in (LongSelect, forms.Select)
    )
    assert parse_html(ours) == parse_html(theirs)
