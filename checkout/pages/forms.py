from django import forms
from django.utils.translation import gettext_lazy as _

from checkout.orders.notice import current_version, offers_opt_out, version_shown
from checkout.payments.ways import all_ways
from shop.core.fields import TimeZoneField


class NoticeField(forms.Field):
    """Which notice stood on the page that the shopper had before them."""

    widget = forms.HiddenInput

    def clean(self, value: object) -> str:
        return version_shown(value)


class EmailForm(forms.Form):
    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "autofocus": True}),
        error_messages={
            "required": _("Please enter your e-mail address: the confirmation goes there."),
            "invalid": _("This is not an e-mail address. It should look like name@example.com."),
            "max_length": _("No e-mail address is that long. Please check it."),
        },
    )
    wants_reminders = forms.BooleanField(
        label=_("Remind me by e-mail if I do not finish"), required=False
    )
    refuses_reminders = forms.BooleanField(
        label=_("Please do not remind me, now or later"), required=False
    )
    notice = NoticeField(initial=current_version)  # an order says what was shown, not what is
    time_zone = TimeZoneField()

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        if not offers_opt_out():
            del self.fields["refuses_reminders"]


class ChoiceOfDelivery(forms.Form):
    """Which of the offers; they stand on the page as radio buttons."""

    method = forms.TypedChoiceField(
        label=_("Delivery method"),
        coerce=int,
        error_messages={
            "required": _("Please choose how your parcel should travel."),
            "invalid_choice": _(
                "This way of delivery is not offered any more. Please choose again."
            ),
        },
    )

    def __init__(self, *args: object, methods: list[int], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["method"].choices = [(pk, pk) for pk in methods]  # type: ignore[attr-defined]


class PayForm(forms.Form):
    """The total that the page showed, and how it is to be paid."""

    shown_total = forms.IntegerField(min_value=0, max_value=10**15)
    gateway = forms.ChoiceField(
        label=_("Pay with"),
        error_messages={
            "required": _("Please choose how you want to pay."),
            "invalid_choice": _("This way to pay is not offered any more. Please choose again."),
        },
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["gateway"].choices = [(str(way), str(way)) for way in all_ways()]  # type: ignore[attr-defined]
