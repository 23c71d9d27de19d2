"""Mails that somebody asks for on a page: the form, whose address is sure, how many, and when they go.

Whoever types an address may type anybody's. So it grants nothing, is written to a few times a day at
the most, and the page answers the same whatever is known of it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from allauth.account.models import EmailAddress
from django import forms
from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shop.core import clock
from shop.core.fields import TimeZoneField
from shop.core.messaging.classes import MessageClass
from shop.core.messaging.models import Message, Person
from shop.core.messaging.rules import quiet_until
from shop.core.users.models import User

MOST_A_DAY: Final = 10  # asked-for mails a person: more would be somebody else's doing


class AskForm(forms.Form):
    """To which address it shall go. Small enough to stand beside something else."""

    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": gettext_lazy("Please enter the address to which we shall write."),
            "invalid": gettext_lazy(
                "This is not an e-mail address. It should look like name@example.com."
            ),
            "max_length": gettext_lazy("No e-mail address is that long. Please check it."),
        },
    )
    time_zone = TimeZoneField()

    @classmethod
    def blank(cls, email: str = "") -> "AskForm":
        """Return the form as a page shows it first. Its ids are its own: it stands beside others."""
        return cls(initial={"email": email}, auto_id="ask-%s", use_required_attribute=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What ``components/ask.html`` shows: what is offered, for which thing, and what is kept for it."""

    form: AskForm
    title: str
    notice: str
    button: str
    action: str
    testid: str
    hidden: tuple[str, str] = ("", "")  # name and value of the field that says which thing
    back_url: str = ""
    is_folded: bool = False  # so quiet that only its title shows


def sure_address(user: User | None) -> str:
    """Return the address that ``user`` has confirmed, the one they use first; "" if there is none."""
    if user is None:
        return ""
    confirmed = EmailAddress.objects.filter(user=user, verified=True).order_by("-primary", "pk")
    return confirmed.values_list("email", flat=True).first() or ""


def is_sure(user: User | None, address: str) -> bool:
    """Tell whether ``address`` is one that ``user``, who is signed in, has confirmed as theirs."""
    if user is None:
        return False
    mine = EmailAddress.objects.filter(user=user, verified=True, email__iexact=address)
    return bool(mine.exists())


def has_had_enough(person: Person, *, at: datetime) -> bool:
    """Tell whether ``person`` was written as many asked-for mails in a day as anybody is.

    Counted in the record, so that it holds over all processes; for whoever has locked the person.
    """
    since = at - timedelta(days=1)
    asked_for = Message.objects.filter(
        person=person, message_class=MessageClass.ASKED_FOR, created_at__gt=since
    )
    return asked_for.count() >= MOST_A_DAY


def in_words(time_zone: str) -> str:
    """Say when a mail will go that is asked for now; "" where it goes at once, as by day."""
    until = quiet_until(time_zone, clock.now())
    if until is None:
        return ""
    there = until.astimezone(ZoneInfo(time_zone or settings.TIME_ZONE))
    time = date_format(there, "TIME_FORMAT")
    return _("We send no mails at night: it goes at %(time)s.") % {"time": time}
