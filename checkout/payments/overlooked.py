"""Money that a bank has taken and never told of, found in its statements.

A bank may confirm that a payment is called off and take the money all the same. The shop asks no more
by then, and nothing is heard: only the statement tells. What stands there and not here is asked about
again, which ends as all late money does: it buys what it was meant for, or goes back (M14).
"""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import structlog

from checkout.gateways.interface import Unreachable, offered
from checkout.models import Payment
from checkout.models.payment import TAKEN
from checkout.payments.finding import uuid_of
from checkout.payments.statements import statement_of

log = structlog.get_logger(__name__)

# A bank may be silent, and its statement incomplete, for a day or two.
LOOK_BACK: Final = timedelta(days=3)
BATCH: Final = 500  # payments a query


def find_overlooked(*, at: datetime) -> int:
    """Let what the statements of the last days hold be asked about, unless it has been taken here.

    What staff have closed by hand they have looked up there: that is left alone (``giving_up``).
    Return how many payments that are. Safe to run twice, and to kill: what is asked about is a row's
    own time. A bank that does not answer, or has no statement, does not keep the others.
    """
    return sum(_look_through(code, at=at) for code in offered())


def _look_through(code: str, *, at: datetime) -> int:
    try:
        entries = statement_of(code, at - LOOK_BACK, at) or []
        names = {uuid_of(entry.ref) for entry in entries if entry.amount > 0}
    except Unreachable:
        log.warning("no_statement", gateway=code)
        return 0
    except Exception:
        log.exception("statement_failed", gateway=code)
        return 0
    return _ask_about(code, [name for name in names if name], at=at)


def _ask_about(code: str, names: list[UUID], *, at: datetime) -> int:
    known = Payment.objects.filter(gateway=code, ask_at=None, is_given_up=False)
    unheard = known.exclude(state__in=TAKEN)
    return sum(
        unheard.filter(ref__in=names[start : start + BATCH]).update(ask_at=at)
        for start in range(0, len(names), BATCH)
    )
