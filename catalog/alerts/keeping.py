"""How long alerts are kept, and how they go: with all that was to be sent for them (P2, P3, R13)."""

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Q, QuerySet

from catalog.models import Alert, AlertState
from catalog.sensitive import is_sensitive
from shop.core.messaging import outbox
from shop.core.messaging.models import Message, Person
from shop.core.messaging.people import moves_on_merge

KEPT_AFTERWARDS: Final = timedelta(days=30)  # so that the link of its mail still says what it was
_MAILS: Final = "catalog."  # the kinds of all mails about alerts begin so


def erase_alerts(alerts: QuerySet[Alert]) -> int:
    """Erase ``alerts`` and to whom their mails went, and take back what is due; return how many."""
    with transaction.atomic():
        rows = dict(alerts.order_by("pk").values_list("pk", "turns"))
        if not rows:
            return 0
        outbox.erase(_mails_about(rows))
        return Alert.objects.filter(pk__in=rows).delete()[1].get(Alert._meta.label, 0)  # noqa: SLF001 - the documented name


def forget_alerts(*, at: datetime, limit: int) -> int:
    """Do with at most ``limit`` alerts what their time says (``alert_to_forget``); return how many.

    One that nobody confirmed is erased, and so is what has long been over. One that waited in vain is
    over, and its address is gone. Of products that are sensitive by now none is kept.
    """
    past = Alert.objects.filter(kept_until__lt=at).order_by("kept_until", "pk")[:limit]
    keys = list(past.values_list("pk", flat=True))
    due = Alert.objects.filter(pk__in=keys, kept_until__lt=at)
    ended = due.filter(state=AlertState.ACTIVE).update(
        state=AlertState.ENDED, over_at=at, email="", kept_until=at + KEPT_AFTERWARDS
    )
    erased = erase_alerts(due.exclude(state=AlertState.ACTIVE)) if len(keys) > ended else 0
    return ended + erased + forget_sensitive_alerts()


def forget_sensitive_alerts() -> int:
    """Erase alerts for products that are sensitive by now (R13)."""
    return erase_alerts(Alert.objects.filter(is_sensitive("variant__product__")))


@moves_on_merge
def move_alerts(kept: Person, merged: Person) -> None:
    """Put the alerts of both together. Of two that wait for one thing the confirmed one stays."""
    theirs = {_thing(alert): alert for alert in Alert.objects.open().filter(person=kept)}
    for alert in Alert.objects.open().filter(person=merged).order_by("pk"):
        same = theirs.get(_thing(alert))
        if same is not None:
            is_better = (same.state, alert.state) == (AlertState.WAITING, AlertState.ACTIVE)
            erase_alerts(Alert.objects.filter(pk=same.pk if is_better else alert.pk))
    Alert.objects.filter(person=merged).update(person=kept)


def _thing(alert: Alert) -> tuple[str, str, int | None]:
    return alert.kind, alert.words, alert.variant_id


def _mails_about(turns: dict[int, int]) -> QuerySet[Message]:
    """Return the mails about alerts, by how often each was in the outbox (``message_one_per_fact``)."""
    about = [f"alert:{pk}" for pk in turns]
    about += [f"alert:{pk}:{turn}" for pk, count in turns.items() for turn in range(count)]
    return Message.objects.filter(Q(kind__startswith=_MAILS), about__in=about)
