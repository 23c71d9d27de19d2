"""Synonyms of the search: a group a page, a word or phrase a line."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from catalog.models import Synonyms
from catalog.search.synonyms import LONGEST_PHRASE, MOST_SAME, is_same, phrase


class SynonymsForm(forms.ModelForm):  # type: ignore[type-arg]
    def clean_words(self) -> str:
        return _clean(self.cleaned_data["words"])

    def clean_also_finds(self) -> str:
        return _clean(self.cleaned_data["also_finds"])

    def clean(self) -> dict[str, Any]:
        """Say which lines are the same to the search, and that one word alone means nothing else."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if {"words", "also_finds", "language"} - cleaned.keys():
            return cleaned
        words, finds = cleaned["words"].splitlines(), cleaned["also_finds"].splitlines()
        if len(words) < 2 and not finds:  # noqa: PLR2004 - two words make a pair
            self.add_error(
                "words", ValidationError(_("Enter a second word, on a line of its own."))
            )
        for field, lines in (("words", words), ("also_finds", words + finds)):
            if twice := _alike(lines, cleaned["language"]):
                message = _("“%(other)s” and “%(line)s” are the same to the search. Keep one.")
                params = {"other": twice[0], "line": twice[1]}
                self.add_error(field, ValidationError(message, code="alike", params=params))
                break
        return cleaned


def _clean(text: str) -> str:
    """Return the lines without what is too much. Raises ValidationError for one that says nothing."""
    lines = [" ".join(line.split()) for line in text.splitlines() if line.strip()]
    if len(lines) > MOST_SAME:
        message = _("%(most)d lines at most; a second group may hold more.")
        raise ValidationError(message, code="too_many", params={"most": MOST_SAME})
    for line in lines:
        words = phrase(line)
        if not words:
            message = _("“%(line)s” has no word that the search looks for.")
            raise ValidationError(message, code="no_word", params={"line": line})
        if len(words) > LONGEST_PHRASE:
            message = _("“%(line)s” is too long: four words at most.")
            raise ValidationError(message, code="too_long", params={"line": line})
    return "\n".join(lines)


def _alike(lines: list[str], language: str) -> tuple[str, str] | None:
    """Return two lines that the search cannot tell apart."""
    for place, line in enumerate(lines):
        for other in lines[:place]:
            if is_same(phrase(other), phrase(line), language):
                return other, line
    return None


@admin.register(Synonyms)
class SynonymsAdmin(admin.ModelAdmin[Synonyms]):
    form = SynonymsForm
    list_display = ("shown_words", "shown_finds", "language")
    list_filter = ("language",)
    search_fields = ("words", "also_finds")
    show_full_result_count = False

    @admin.display(description=_("words"), ordering="words")
    def shown_words(self, row: Synonyms) -> str:
        return Truncator(str(row)).chars(80)

    @admin.display(description=_("also find"))
    def shown_finds(self, row: Synonyms) -> str:
        return Truncator(", ".join(row.also_finds.splitlines())).chars(80)
