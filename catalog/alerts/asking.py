"""Somebody asks to be told. Two verbs, one for each kind of thing; both may be repeated at will."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from django.db import transaction

from catalog.alerts.answering import activate
from catalog.alerts.keeping import erase_alerts
from catalog.alerts.things import found_by, words_of
from catalog.models import Alert, AlertKind, Variant
from catalog.sensitive import is_sensitive
from shop.core import clock
from shop.core.asking import has_had_enough
from shop.core.masking import mask_addresses
from shop.core.messaging.classes import MessageClass
from shop.core.messaging.models import Person
from shop.core.messaging.outbox import enqueue
from shop.core.messaging.people import living, person_for

CONFIRM: Final = "catalog.alert_confirm"  # the kind of its mail
CONFIRM_WITHIN: Final = timedelta(days=2)
MOST_OPEN: Final = 50  # alerts a person


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """To which address, and whether whoever asks has proved that it is theirs."""

    address: str
    is_sure: bool
    language: str
    time_zone: str = ""


def ask_for_search(*, text: str, asker: Asker) -> Alert | None:
    """Tell ``asker`` once when something is found for ``text``; return the alert.

    None where none is kept: there is no word in it, it leads to something sensitive (R13), or the
    person has enough of them. Who asks is not told which: it would say something of the address.
    """
    text = mask_addresses(text)[:200]
    words = words_of(text)
    if not words or found_by(text, asker.language).is_sensitive:
        return None
    return _ask(asker, {"kind": AlertKind.SEARCH, "words": words}, {"text": text})


def ask_for_variant(*, variant: Variant, asker: Asker) -> Alert | None:
    """Tell ``asker`` once when ``variant`` is back; return the alert, None where none is kept."""
    if Variant.objects.filter(is_sensitive("product__"), pk=variant.pk).exists():
        return None
    return _ask(asker, {"kind": AlertKind.STOCK, "variant": variant}, {})


def _ask(asker: Asker, thing: dict[str, Any], more: dict[str, Any]) -> Alert | None:
    """One alert a person and thing, and one mail for it: whoever asks again is answered by those."""
    now = clock.now()
    with transaction.atomic():
        person = living(person_for(asker.address))  # locked: two that ask at once take turns
        theirs = Alert.objects.open().filter(person=person)
        erase_alerts(theirs.filter(**thing, kept_until__lte=now))
        alert = theirs.filter(**thing).first()
        if alert is None:
            if theirs.count() >= MOST_OPEN or (
                not asker.is_sure and has_had_enough(person, at=now)
            ):
                return None
            alert = _begin(person, asker, {**thing, **more})
        if asker.is_sure:
            activate(alert, at=now)
    return alert


def _begin(person: Person, asker: Asker, fields: dict[str, Any]) -> Alert:
    now = clock.now()
    alert = Alert.objects.create(
        person=person,
        email=asker.address,
        language=asker.language,
        time_zone=asker.time_zone,
        asked_at=now,
        kept_until=now + CONFIRM_WITHIN,
        **fields,
    )
    if not asker.is_sure:
        enqueue(
            kind=CONFIRM,
            about=f"alert:{alert.pk}",
            message_class=MessageClass.ASKED_FOR,
            recipient=asker.address,
            language=asker.language,
            facts={"alert": alert.pk},
            time_zone=asker.time_zone,
            expires_at=alert.kept_until,
        )
    return alert
