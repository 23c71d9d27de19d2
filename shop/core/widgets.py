"""Inputs that Django's own would write too slowly."""

from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString


class LongSelect(forms.Select):
    """A select of many plain choices, such as all countries.

    Django renders a template for each option and one for its attributes: of 250 countries that
    takes longer than the rest of the page.
    """

    def render(
        self,
        name: str,
        value: Any,
        attrs: dict[str, Any] | None = None,
        renderer: Any = None,  # noqa: ARG002 - Django passes it
    ) -> SafeString:
        chosen = set(self.format_value(value))
        shown = {
            key: text
            for key, text in self.build_attrs(self.attrs, attrs).items()
            if text is not False
        }
        options = format_html_join(
            "\n",
            '<option value="{}"{}>{}</option>',
            (
                (key, " selected" if str(key) in chosen else "", label)
                for key, label in self.choices
            ),
        )
        return format_html('<select name="{}"{}>\n{}\n</select>', name, flatatt(shown), options)
