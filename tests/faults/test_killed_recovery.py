"""kill -9 between what was left and the mail about it: one episode, one mail, all accounted for (R7)."""

import pytest

from tests.faults.recovery_kills import FAILURE, SENDER, SWEEP

pytestmark = [pytest.mark.slow, pytest.mark.enable_socket]

SENT = [9, [1, 1, 2, ["sent"]]]  # noticed and planned, each once
UNKNOWN = [9, [1, 1, 2, ["unknown"]]]
ARRIVED = {"after the mail went", "before the record"}  # and yet nobody can know


@pytest.fixture
def acting(shop):
    shop.program = ("tests.faults.run", "tests.faults.recovery_kills")
    return shop


def test_reminders_go_once_or_are_unknown(acting, postman):
    ends = acting.answer("killed_reminders")
    assert ends == {**dict.fromkeys(SWEEP, SENT), **dict.fromkeys(SENDER, UNKNOWN)}
    assert sum(postman.seen.values()) == len(SWEEP) + len(ARRIVED)


def test_failures_are_told_once(acting, postman):
    assert acting.answer("killed_failures") == dict.fromkeys(FAILURE, SENT)
    assert sum(postman.seen.values()) == len(FAILURE)


def test_two_of_everything(acting, postman):
    assert acting.answer("two_of_everything") == [[], 12, 12, ["sent"]]
    assert sum(postman.seen.values()) == 12
