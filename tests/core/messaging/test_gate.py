from datetime import UTC, datetime, timedelta

import pytest

from shop.core.messaging import gate
from shop.core.messaging.gate import Objection, judge
from shop.core.messaging.models import Message
from shop.core.messaging.reasons import Reason

AT = datetime(2026, 3, 4, tzinfo=UTC)
NO = Objection(Reason.SUPPRESSED)
SOON = Objection(Reason.TOO_SOON, AT + timedelta(hours=1))
LATER = Objection(Reason.QUIET_HOURS, AT + timedelta(hours=2))


@pytest.mark.parametrize(
    ("objections", "expected"),
    [
        ([], None),
        ([None, None], None),
        ([SOON], SOON),
        ([LATER, SOON], LATER),
        ([SOON, LATER], LATER),
        ([LATER, NO], NO),
    ],
)
def test_judge(monkeypatch, objections, expected):
    rules = [lambda _message, _at, objection=objection: objection for objection in objections]
    monkeypatch.setattr(gate, "_rules", rules)
    assert judge(Message(), AT) == expected
