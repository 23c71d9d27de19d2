"""The sweep: every minute it looks for what is due, and for nothing else.

1. wakes: payments that failed or succeeded, written down in the settlement's own transaction;
2. returns: open episodes whose shopper is at the cart again;
3. left carts and orders: idle for as long as the smallest delay of any scenario;
4. products looked at again and again, idle for as long as the delay of their own scenario;
5. closings: episodes whose time is over.

Each row is one transaction, or a handful of carts together, so that a killed sweep leaves nothing
half done, and a second sweep beside it takes other rows. A row that fails is passed over and tried
again by the next sweep.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import partial
from itertools import chain, zip_longest
from typing import Any

import structlog
from django.db import connection, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from cart.models import Cart, CartState
from checkout.models import Order
from checkout.models.states import UNPLACED
from recovery.episodes.closing import close_bought, close_due, close_returned, over, returned
from recovery.episodes.ending_looks import close_looked_again
from recovery.episodes.locking import Overtaken, lock_cart
from recovery.episodes.noticing_looks import Found, looked_at, notice_looks
from recovery.episodes.opening import notice_failure, notice_left
from recovery.models import Episode, Wake, WakeKind
from recovery.reminding.scenarios import Scenarios, active_scenarios
from recovery.webhooks.recording import asking_once, record_failure, record_paid
from shop.core import clock
from shop.core.heartbeat.beating import beats

log = structlog.get_logger(__name__)

JOB = "sweep"
BATCH = 2000  # rows of each kind
BATCHES = 20  # of carts in one run; more wait for the next
HANDFUL = 1000  # carts in one transaction: whoever comes to one of them waits for all


@beats(JOB, label=_("The search for abandoned orders"))
@asking_once()
def sweep(*, at: datetime, limit: int = BATCH) -> Counter[str]:
    """Do what is due at ``at``; return how much of each kind. Run every minute, by any number."""
    scenarios = active_scenarios()
    done: Counter[str] = Counter()
    done["woken"] = _handle_wakes(at, scenarios, limit)
    done["returned"] = _each(returned()[:limit], lambda episode: close_returned(episode, at=at))
    done["noticed"] = _notice(at, scenarios, limit)
    done += _look_at_views(at, scenarios, limit)
    done["closed"] = _each(over(at=at)[:limit], lambda episode: close_due(episode, at=at))
    return done


@asking_once()
def handle_wakes(*, at: datetime, limit: int = BATCH) -> int:
    """Look at what has just happened to payments, without waiting for the next sweep."""
    return _handle_wakes(at, active_scenarios(), limit)


def _handle_wakes(at: datetime, scenarios: Scenarios, limit: int) -> int:
    waiting = waiting_wakes()[:limit]
    return _each(list(waiting), lambda row: _handle_wake(row[0], row[1], at, scenarios))


def waiting_wakes() -> Any:
    """Return ``(wake, cart)`` of what nobody has looked at yet, the oldest first (``wake_waiting``)."""
    rows = Wake.objects.filter(handled_at=None).order_by("pk")
    return rows.values_list("pk", "payment__order__cart")


def _handle_wake(pk: int, cart_id: int | None, at: datetime, scenarios: Scenarios) -> bool:
    with transaction.atomic():
        lock_cart(cart_id)  # first: whoever empties a cart erases its wakes
        wake = _lock_wake(pk)
        if wake is None:
            return False
        if wake.kind == WakeKind.PAYMENT_FAILED:
            notice_failure(payment=wake.payment, at=at, scenarios=scenarios)
            record_failure(wake.payment, at=wake.created_at)
        else:
            close_bought(order=wake.payment.order, at=at)
            record_paid(wake.payment.order, at=wake.created_at)
        Wake.objects.filter(pk=pk).update(handled_at=at)
    return True


def _lock_wake(pk: int) -> Wake | None:
    """Return the wake, locked, unless another sweep has it or has handled it."""
    waiting = Wake.objects.filter(pk=pk, handled_at=None).select_related("payment__order")
    if connection.features.has_select_for_update_skip_locked:
        waiting = waiting.select_for_update(skip_locked=True, of=("self",))
    return waiting.first()


def _notice(at: datetime, scenarios: Scenarios, limit: int) -> int:
    """Look at the carts that have lain idle, and at those of idle orders, the longest first.

    After an outage there are many: batch follows batch, but for those that nothing can be done about.
    """
    idle_since = at - scenarios.idle_after
    look = partial(notice_left, at=at, idle_since=idle_since, scenarios=scenarios)
    noticed, before = 0, set[int]()
    for _batch in range(BATCHES):
        cart_ids = _idle(idle_since, limit)
        noticed += _by_handfuls(cart_ids, lambda pks: look(cart_ids=pks))
        if len(cart_ids) < limit or before == set(cart_ids):
            break
        before = set(cart_ids)
    return noticed


def _idle(idle_since: datetime, limit: int) -> list[int]:
    carts, orders = left_carts(idle_since)[:limit], left_orders(idle_since)[:limit]
    in_turn = chain.from_iterable(zip_longest(carts, orders))
    return list(dict.fromkeys(pk for pk in in_turn if pk is not None))


def _look_at_views(at: datetime, scenarios: Scenarios, limit: int) -> Counter[str]:
    """Look at what was looked at again and again, after the carts: those outrank it."""
    scenario = scenarios.for_products
    if scenario is None or scenario.first_delay is None:
        return Counter()
    idle_since = at - clock.scaled(scenario.first_delay)
    rows = looked_at(at=at, idle_since=idle_since, times=scenario.least_views)[:limit]
    seen = [Found(*row) for row in rows]
    again = [each.noticed for each in seen if each.noticed]
    left = sorted((each for each in seen if not each.noticed), key=lambda each: each.person_id)
    return Counter(
        returned=_each(again, lambda pk: close_looked_again(pk, at=at)),
        noticed=_by_handfuls(left, lambda rows: notice_looks(seen=rows, at=at, scenario=scenario)),
    )


def _by_handfuls(rows: list[Any], look: Callable[[list[Any]], list[Episode]]) -> int:
    handfuls = (rows[n : n + HANDFUL] for n in range(0, len(rows), HANDFUL))
    return sum(_noticed(each, look) for each in handfuls)


def _noticed(rows: list[Any], look: Callable[[list[Any]], list[Episode]]) -> int:
    """Notice what was left of ``rows`` together; if that fails each alone, so that one is late."""
    try:
        return len(look(rows))
    except Exception as error:
        if not connection.is_usable():
            raise  # no other row would fare better now
        if len(rows) > 1:
            return sum(_noticed([row], look) for row in rows)
        if not isinstance(error, Overtaken):
            log.exception("sweep_failed", row=rows[0])
        return 0


def left_carts(idle_since: datetime) -> Any:
    """Return open carts that no sweep has seen since their last activity (``cart_left``)."""
    rows = Cart.objects.filter(
        state=CartState.OPEN,
        swept_until__lt=F("last_activity_at"),
        last_activity_at__lte=idle_since,
    )
    return rows.order_by("last_activity_at").values_list("pk", flat=True)


def left_orders(idle_since: datetime) -> Any:
    """Return the carts of started orders likewise (``order_left``)."""
    rows = Order.objects.filter(
        state__in=UNPLACED,
        swept_until__lt=F("last_activity_at"),
        last_activity_at__lte=idle_since,
        cart__isnull=False,
    )
    return rows.order_by("last_activity_at").values_list("cart_id", flat=True)


def _each(rows: Iterable[Any], act: Callable[[Any], object]) -> int:
    """Return for how many rows ``act`` did something; one that fails does not keep the others."""
    return sum(_tried(row, act) for row in rows)


def _tried(row: Any, act: Callable[[Any], object]) -> bool:
    try:
        return bool(act(row))
    except Overtaken:
        return False
    except Exception:
        log.exception("sweep_failed", row=getattr(row, "pk", row))
        return False
