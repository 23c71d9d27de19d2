from datetime import UTC, datetime, timedelta

import pytest

from shop.core.messaging import gate
from shop.core.messaging.gate import Case, Objection, judge, rule, rule_for_many
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
    monkeypatch.setattr(gate, "_rules", [])
    for objection in objections:
        rule(lambda _message, _at, objection=objection: objection)
    assert judge([Case(Message(), AT)]) == [expected]


def test_who_has_got_a_no_is_asked_about_no_more(monkeypatch):
    asked = []
    monkeypatch.setattr(gate, "_rules", [])
    cases = [Case(Message(), AT) for _ in range(3)]
    rule_for_many(lambda seen: [(seen[0], NO), (seen[1], SOON)])
    rule_for_many(lambda seen: asked.extend(seen) or [(seen[0], LATER)])
    assert judge(cases) == [NO, LATER, None]
    assert asked == cases[1:]
