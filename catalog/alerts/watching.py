"""Looks whether alerts have come true, and puts the mail of each into the outbox, once.

The statement that ends an alert and the row of its mail are one transaction: whatever is killed
when, and however many look at the same time, there is one mail for it or none. Its mail is written
from what there is when it goes. If that is nothing any more, the alert waits on.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, Final

import structlog
from django.db import transaction
from django.db.models import F, Q, QuerySet

from catalog.alerts.answering import WAITS_FOR
from catalog.alerts.keeping import KEPT_AFTERWARDS, erase_alerts
from catalog.alerts.things import found_by, is_search
from catalog.models import Alert, AlertKind, AlertState
from catalog.quantities import Quantities
from catalog.sensitive import is_sensitive
from shop.core import clock
from shop.core.messaging.classes import MessageClass
from shop.core.messaging.models import Message, Person, State
from shop.core.messaging.outbox import enqueue
from shop.core.messaging.people import living
from shop.core.messaging.reasons import Reason

log = structlog.get_logger(__name__)

SEARCH_ALERT: Final = "catalog.search_alert"  # the kinds of their mails
BACK_IN_STOCK: Final = "catalog.back_in_stock"
A_DAY: Final = timedelta(days=1)
BATCH: Final = 500  # alerts that a run takes up of each kind


def watch(*, at: datetime, limit: int = BATCH) -> Counter[str]:
    """Settle, look, write; return how many. Safe to run by any number, at any time, and to kill."""
    counts: Counter[str] = Counter()
    counts["settled"] = settle(at=at, limit=limit)
    counts["written"] += notice_stock(at=at, limit=limit)
    counts["written"] += repeat_searches(at=at, limit=limit)
    return counts


def notice_stock(*, at: datetime, limit: int = BATCH) -> int:
    """Write about variants that can be bought again, whoever asked first first (``alert_awaited``)."""
    written = 0
    for alert in _back_again():
        if written >= limit:
            break
        written += _write(alert, BACK_IN_STOCK, at=at)
    return written


def repeat_searches(*, at: datetime, limit: int = BATCH) -> int:
    """Repeat searches that were last made a day ago, each once for all who wait (``alert_to_repeat``)."""
    since = at - clock.scaled(A_DAY)
    due = Alert.objects.active(AlertKind.SEARCH).filter(looked_at__lte=since)
    alike = defaultdict(list)
    for alert in due.order_by("looked_at", "pk")[:limit]:
        alike[alert.text, alert.language].append(alert)
    written = 0
    for (text, language), alerts in alike.items():
        found = found_by(text, language)
        if found.is_sensitive:
            erase_alerts(Alert.objects.filter(pk__in=[alert.pk for alert in alerts]))
        elif found.cards:
            written += sum(_write(alert, SEARCH_ALERT, at=at) for alert in alerts)
        else:
            mine = Alert.objects.active(AlertKind.SEARCH)
            mine.filter(pk__in=[alert.pk for alert in alerts]).update(looked_at=at)
    return written


def settle(*, at: datetime, limit: int = BATCH) -> int:
    """See what became of the mails (``alert_in_outbox``); return how many alerts that moved.

    There was nothing to say: the alert waits on. Nobody can be written to: it is over. Sent, or
    nobody knows: it is over as well, and is never written again.
    """
    told = (State.SENT, State.SKIPPED, State.FAILED, State.UNKNOWN)
    rows = Alert.objects.filter(message__isnull=False, message__state__in=told)
    return sum(
        _settle(alert, at=at) for alert in rows.select_related("message").order_by("pk")[:limit]
    )


def _back_again() -> Iterator[Alert]:
    """Yield alerts of variants that can be bought. Cost follows alerts, however many products there are."""
    stock = "variant__stock__"
    is_there = Q(**{f"{stock}is_tracked": False}) | Q(
        **{f"{stock}on_hand__gt": F(f"{stock}reserved")}
    )
    rows: QuerySet[Alert] = Alert.objects.active(AlertKind.STOCK).filter(
        is_there,
        ~is_sensitive("variant__product__"),
        variant__is_active=True,
        variant__product__is_published=True,
    )
    for alert in rows.select_related("variant__stock").order_by("asked_at", "pk"):
        variant = alert.variant
        if variant is not None and _is_sellable(variant.quantities, variant.stock):
            yield alert


def _is_sellable(quantities: Quantities, stock: Any) -> bool:
    """What is left of a pack that is only sold whole cannot be bought."""
    return not stock.is_tracked or bool(quantities.sellable(stock.available))


def _write(alert: Alert, kind: str, *, at: datetime) -> bool:
    """End ``alert`` and put its mail into the outbox; False if somebody else has."""
    with transaction.atomic():
        living(Person(pk=alert.person_id))  # before the alert, as whoever merges people locks them
        mine = Alert.objects.filter(
            pk=alert.pk, state=AlertState.ACTIVE, turns=alert.turns, kept_until__gt=at
        )
        ended = {"state": AlertState.WRITTEN, "over_at": at, "kept_until": at + KEPT_AFTERWARDS}
        if not mine.update(**ended, email="", turns=F("turns") + 1):
            return False
        message = enqueue(
            kind=kind,
            about=f"alert:{alert.pk}:{alert.turns}",
            message_class=MessageClass.ASKED_FOR,
            recipient=alert.email,
            language=alert.language,
            facts={"alert": alert.pk},
            time_zone=alert.time_zone,
        )
        Alert.objects.filter(pk=alert.pk).update(message=message)
    return True


def _settle(alert: Alert, *, at: datetime) -> bool:
    message = alert.message
    if message is None:
        return False
    with transaction.atomic():
        person = living(Person(pk=alert.person_id))
        mine = Alert.objects.filter(pk=alert.pk, state=AlertState.WRITTEN, message=message)
        if _waits_on(alert, message, person):
            return bool(
                mine.update(
                    state=AlertState.ACTIVE,
                    email=message.recipient,
                    message=None,
                    over_at=None,
                    looked_at=at,
                    kept_until=(alert.confirmed_at or at) + WAITS_FOR,
                )
            )
        if message.state in (State.SENT, State.UNKNOWN):
            return bool(mine.update(message=None))
        return bool(mine.update(state=AlertState.ENDED, message=None))


def _waits_on(alert: Alert, message: Message, person: Person) -> bool:
    """Tell whether there was only nothing to say, and the person has not asked for it anew since."""
    if message.reason != Reason.NOTHING_TO_SAY or not message.recipient:
        return False
    same = {"words": alert.words} if is_search(alert) else {"variant": alert.variant_id}
    return not Alert.objects.open().filter(person=person, kind=alert.kind, **same).exists()
