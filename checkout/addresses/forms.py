"""The form of one address, made for its country (S6.1)."""

from collections.abc import Mapping
from typing import Any

import phonenumbers
from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from checkout.addresses.rules import Rules, mistakes, rules_for
from shop.core.countries import Choice, country_name
from shop.core.messaging.sms.numbers import e164, takes_sms
from shop.core.widgets import LongSelect

# WHATWG HTML, autofill: what a browser may fill in by itself.
_AUTOCOMPLETE = {
    "name": "name",
    "company": "organization",
    "line1": "address-line1",
    "line2": "address-line2",
    "district": "address-level3",
    "city": "address-level2",
    "area": "address-level1",
    "postcode": "postal-code",
    "phone": "tel",
    "country": "country",
}
ADDRESS_FIELDS = (*_AUTOCOMPLETE, "sorting_code")  # the columns of an Address
_LONGEST = {"postcode": 20, "sorting_code": 40, "line1": 160, "line2": 160}
_LABELS: dict[str, str | Promise] = {
    "name": gettext_lazy("First and last name"),
    "company": gettext_lazy("Company"),
    "line1": gettext_lazy("Street and number"),
    "line2": gettext_lazy("Flat, floor, building"),
    "sorting_code": gettext_lazy("Sorting code"),
}


class AddressForm(forms.Form):
    """Fields in the order and by the names of ``country``. Values stay as they were typed."""

    def __init__(
        self,
        *args: Any,
        country: str,
        countries: list[Choice],
        section: str,
        asks_phone: bool,
        asks_sms: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.country = country
        self.section = section
        self.asks_sms = asks_sms
        self.rules = rules_for(country)
        self.fields["country"] = self._country_field(countries)
        for name in self.rules.order:
            self.fields[name] = self._text_field(name, self.rules)
            if name == "line1":
                self.fields["line2"] = self._text_field("line2", self.rules)
        if asks_phone:
            self.fields["phone"] = self._phone_field()
        if asks_sms:
            self.fields["wants_sms"] = _sms_field()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        typed = {name: str(cleaned.get(name, "")) for name in self.fields}
        for name, code in mistakes(self.country, typed).items():
            if name in self.fields and name not in self.errors:
                self.add_error(name, ValidationError(self._words(name, code), code))
        if cleaned.get("wants_sms") and "phone" not in self.errors:
            self._check_mobile(str(cleaned.get("phone", "")))
        return cleaned

    def _check_mobile(self, phone: str) -> None:
        """Whoever wants SMS says where to; what was typed and ticked stays as it is."""
        if not phone:
            words = _("Which number should the SMS go to? Or take the tick away below.")
            self.add_error("phone", ValidationError(words, "needed_for_sms"))
        elif not takes_sms(e164(phone, self.country)):
            words = _(
                "No SMS reaches this number. Please give a mobile one, or untick the box below."
            )
            self.add_error("phone", ValidationError(words, "not_mobile"))

    def clean_phone(self) -> str:
        text: str = self.cleaned_data["phone"]
        if not text:
            return ""
        if not e164(text, self.country):
            example = phonenumbers.example_number(self.country)
            raise ValidationError(
                _("This is not a phone number that exists. An example: %(example)s."),
                "invalid",
                {"example": _national(example) if example else "+33 1 23 45 67 89"},
            )
        return text

    def address(self) -> dict[str, str]:
        """Return the columns of an Address."""
        known: Mapping[str, Any] = self.cleaned_data
        return {name: str(known.get(name, "")) for name in ADDRESS_FIELDS}

    def _country_field(self, countries: list[Choice]) -> forms.Field:
        return forms.ChoiceField(
            label=gettext_lazy("Country"),
            choices=countries,
            initial=self.country,
            widget=LongSelect(attrs=self._autofill("country")),
            error_messages={"invalid_choice": gettext_lazy("We do not deliver there yet.")},
        )

    def _text_field(self, name: str, rules: Rules) -> forms.Field:
        label: Any = _LABELS.get(name) or rules.labels[name]
        is_required = name in rules.required
        choices = rules.choices.get(name)
        required = {"required": gettext_lazy("Please fill this in: a parcel needs it.")}
        if choices:
            return forms.ChoiceField(
                label=label,
                choices=[("", "–"), *choices],
                required=is_required,
                widget=forms.Select(attrs=self._autofill(name)),
                error_messages=required,
            )
        return forms.CharField(
            label=label,
            max_length=_LONGEST.get(name, 120),
            required=is_required,
            widget=forms.TextInput(attrs=self._autofill(name)),
            error_messages=required,
        )

    def _phone_field(self) -> forms.Field:
        return forms.CharField(
            label=gettext_lazy("Phone"),
            max_length=40,
            required=False,
            widget=forms.TextInput(attrs={**self._autofill("phone"), "type": "tel"}),
            help_text=gettext_lazy(
                "For whoever brings the parcel, should they not find you; for nothing else unless you ask."
            )
            if self.asks_sms
            else gettext_lazy("Only for whoever brings the parcel, should they not find you."),
        )

    def _autofill(self, name: str) -> dict[str, str]:
        token = _AUTOCOMPLETE.get(name)
        return {"autocomplete": f"{self.section} {token}" if token else "off"}

    def _words(self, name: str, code: str) -> str:
        if code == "required":
            return _("Please fill this in: a parcel needs it.")
        if name == "postcode" and self.rules.postcode_example:
            return _("This is not a postcode of %(country)s. An example: %(example)s.") % {
                "country": country_name(self.country),
                "example": self.rules.postcode_example,
            }
        return _("This does not exist in %(country)s.") % {"country": country_name(self.country)}


def _sms_field() -> forms.Field:
    return forms.BooleanField(
        label=gettext_lazy("Remind me by SMS, too, if I do not finish"),
        required=False,
        help_text=gettext_lazy(
            "Only if you tick it: at most a few, never at night or on a Sunday. Each says how to end them."
        ),
    )


def _national(number: Any) -> str:
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL)
