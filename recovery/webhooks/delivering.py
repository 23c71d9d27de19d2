"""Delivers what is due: claim and commit, hand over, write down what came back.

Any number of processes may run this side by side. Killed at any point it leaves each delivery due,
sending or in an end state; one left sending goes again when its claim has ended, with the same
number, so that a receiver can tell.
"""

import time
from collections import Counter

from recovery.models import WebhookEndpoint
from recovery.webhooks.claiming import bury, claim, endpoints_waiting
from recovery.webhooks.posting import post
from recovery.webhooks.settling import settle, settle_interrupted
from shop.core import clock

SECONDS_EACH = 20  # of a run for one endpoint, so that a slow one keeps no other waiting for long
GIVEN_UP = "given_up"


def deliver_due(*, limit: int) -> Counter[str]:
    """Deliver at most ``limit`` at each endpoint, one endpoint after the other; return how it ended."""
    settle_interrupted(at=clock.now(), limit=limit)
    done: Counter[str] = Counter()
    for endpoint in endpoints_waiting(at=clock.now()):
        if endpoint.is_active:
            done += _deliver_to(endpoint, limit)
        else:
            done[GIVEN_UP] += bury(endpoint, at=clock.now(), limit=limit)
    return done


def _deliver_to(endpoint: WebhookEndpoint, limit: int) -> Counter[str]:
    """Stop where an endpoint does not answer, or is gone: the others come next."""
    done: Counter[str] = Counter()
    until = time.monotonic() + SECONDS_EACH
    while done.total() < limit and time.monotonic() < until:
        delivery = claim(endpoint, at=clock.now())
        if delivery is None:
            break
        answer = post(delivery)
        state = settle(delivery, answer, at=clock.now())
        done[state.value if state else "late"] += 1
        if answer.is_busy or answer.is_gone:
            break
    return done
