"""Writes down what is to be told, in the transaction of the fact: with it, or not at all.

One row for each endpoint that chose the event. Who listens is asked when the first fact asks, in
one query; a sweep asks once for all of its facts (``asking_once``).
"""

import uuid
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from checkout.models import Order, Payment
from recovery.models import Episode, WebhookDelivery, WebhookEndpoint
from recovery.webhooks import payload
from recovery.webhooks.catalogue import WebhookEvent
from shop.core import clock
from shop.core.workers import wake_after_commit

TASK = "recovery.tasks.deliver_webhooks"

Listeners = list[tuple[int, list[str]]]  # the key of an endpoint, and what it chose
_known: ContextVar[list[Listeners] | None] = ContextVar("webhook_listeners", default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """Something that happened. ``key`` names it among all facts of this shop."""

    event: WebhookEvent
    key: str
    data: payload.Data
    at: datetime

    @property
    def event_id(self) -> str:
        """Return its number: the same whoever is told, and how often, and no other shop's."""
        return f"msg_{uuid.uuid5(uuid.NAMESPACE_URL, f'{settings.BASE_URL}/{self.key}').hex}"


@contextmanager
def asking_once() -> Iterator[None]:
    """Ask at most once inside who listens; whoever is switched on in the meantime is told later."""
    if _known.get() is not None:
        yield
        return
    before = _known.set([])
    try:
        yield
    finally:
        _known.reset(before)


def record_episodes(event: WebhookEvent, episodes: Sequence[Episode], *, at: datetime) -> int:
    """Write down what has become of ``episodes``; return how many deliveries that makes."""
    if not (episodes and _listening_to(event)):
        return 0
    told = zip(episodes, payload.of_episodes(episodes), strict=True)
    return _record(
        Fact(event=event, key=f"episode/{each.pk}/{event.value}", data=data, at=at)
        for each, data in told
    )


def record_failure(payment: Payment, *, at: datetime) -> int:
    """Write down that ``payment`` failed."""
    event = WebhookEvent.PAYMENT_FAILED
    if not _listening_to(event):
        return 0
    key = f"payment/{payment.pk}/{event.value}"
    return _record([Fact(event=event, key=key, data=payload.of_payment(payment), at=at)])


def record_paid(order: Order, *, at: datetime) -> int:
    """Write down that ``order`` was paid."""
    event = WebhookEvent.ORDER_PAID
    if not _listening_to(event):
        return 0
    key = f"order/{order.pk}/{event.value}"
    return _record([Fact(event=event, key=key, data=payload.of_order(order), at=at)])


def record_test(endpoint: WebhookEndpoint, *, at: datetime) -> WebhookDelivery:
    """Write down a test for ``endpoint`` alone, whatever it chose."""
    key = f"test/{uuid.uuid4()}"
    fact = Fact(event=WebhookEvent.TEST, key=key, data=payload.of_test(), at=at)
    delivery = _delivery(endpoint.pk, fact)
    delivery.save()
    wake_after_commit(TASK)
    return delivery


def _record(facts: Iterable[Fact]) -> int:
    """Write them down for whoever listens. A fact that was told before is not told anew."""
    rows = [_delivery(pk, fact) for fact in facts for pk in _listening_to(fact.event)]
    WebhookDelivery.objects.bulk_create(rows, ignore_conflicts=True)
    wake_after_commit(TASK)
    return len(rows)


def _delivery(endpoint_id: int, fact: Fact) -> WebhookDelivery:
    now = clock.now()
    return WebhookDelivery(
        endpoint_id=endpoint_id,
        event_id=fact.event_id,
        event=fact.event,
        body=payload.body(fact.event, fact.data, at=fact.at),
        due_at=now,
        created_at=now,
    )


def _listening_to(event: WebhookEvent) -> list[int]:
    return [pk for pk, events in _listeners() if event.value in events]


def _listeners() -> Listeners:
    known = _known.get()
    if known is None:
        return _ask()
    if not known:
        known.append(_ask())
    return known[0]


def _ask() -> Listeners:
    return list(WebhookEndpoint.objects.filter(is_active=True).values_list("pk", "events"))
