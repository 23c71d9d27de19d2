from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from checkout.gateways.testbank.models import Giving, Telling, When


class BehaviourForm(forms.Form):
    """How the bank is to behave about a payment, whatever it answers."""

    when = forms.ChoiceField(label=_("The bank answers"), choices=When.choices)
    telling = forms.ChoiceField(label=_("It tells the shop"), choices=Telling.choices)
    giving = forms.ChoiceField(
        label=_("Asked to give money back, it does so"), choices=Giving.choices
    )
    is_promise = forms.BooleanField(
        label=_("It only promises the money, and the shop takes it then"), required=False
    )
    is_lost = forms.BooleanField(
        label=_("Its page ends there, and does not lead back to the shop"), required=False
    )

    def behaviour(self) -> dict[str, Any]:
        """Return what ``bank.behave`` takes; what makes no sense is as usual."""
        self.full_clean()
        said = dict(self.cleaned_data)
        return {"is_led_back": not said.pop("is_lost", False), **said}
