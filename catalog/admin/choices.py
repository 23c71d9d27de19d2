"""Choices of a form that shows many rows: read once for the page, not once for each row."""

from collections.abc import Iterable

from django import forms
from django.db.models import Model
from django.http import HttpRequest

from catalog.models import AttributeValue

Choice = tuple[object, str]


def blank_and(choices: Iterable[Choice]) -> list[Choice]:
    return [("", "---------"), *choices]


def labelled(rows: Iterable[Model]) -> list[Choice]:
    return [(row.pk, str(row)) for row in rows]


def vocabulary(request: HttpRequest) -> list[AttributeValue]:
    """Return every value of every attribute, read once for a page that needs them three times."""
    known = vars(request)
    if "vocabulary" not in known:
        known["vocabulary"] = list(AttributeValue.objects.select_related("attribute"))
    values: list[AttributeValue] = known["vocabulary"]
    return values


def with_choices(field: forms.ModelChoiceField, choices: list[Choice]) -> forms.ModelChoiceField:  # type: ignore[type-arg]
    """Give ``field`` a list to show; what is sent back is still looked up in its query."""
    field.choices = choices
    return field


def without_links(field: forms.Field) -> None:
    """Take the icons that open the chosen row from beside a narrow column's field."""
    for verb in ("add", "change", "delete", "view"):
        setattr(field.widget, f"can_{verb}_related", False)
