"""kill -9 among real reminders in two handfuls: none goes twice, and each row says the truth (R7)."""

import os
import signal

import pytest

from tests.faults.recovery_handfuls import BOUNDARIES, IN_THE_TALK, MARK
from tests.faults.test_killed_recovery import Letterbox
from tests.smtp import running

pytestmark = [pytest.mark.slow, pytest.mark.enable_socket]

PLANNED = ["noticed left", "planned planned"]
RELEASED = "put_off released"


@pytest.fixture
def postman():
    with running(Letterbox()) as postman:
        yield postman


@pytest.fixture
def handfuls(shop):
    shop.program = ("tests.faults.run", "tests.faults.recovery_handfuls")
    return shop


def check(end, letters):
    """One kill: of one at most nobody knows; all others arrived once, and say why they were late."""
    assert end["of whom nobody knows"] <= 1
    assert set(end["left"]) <= {"sent", "due", "sending"}
    unknown = 0
    for email, (state, ledger) in end["in the end"].items():
        told = [line for line in ledger if line != RELEASED]
        if state == "unknown":
            unknown += 1
            assert (told, letters[email] <= 1) == ([*PLANNED, "unclear interrupted"], True)
        else:
            assert (state, told, letters[email]) == ("sent", [*PLANNED, "sent sent"], 1)
    assert unknown == end["of whom nobody knows"]


# Where nobody can know of one whether it went.
DOUBTFUL = {
    "before the mail is handed over",
    "after the server has said yes",
    "after that was written, with the last one's record",
    "before the record of a handful's last",
    "before that is committed",
    IN_THE_TALK,
}


def kills_whoever_left_a_mark(folder):
    def on_mail(_total):
        mark = folder / MARK
        if mark.exists():
            os.kill(int(mark.read_text()), signal.SIGKILL)
            mark.unlink()

    return on_mail


def test_a_sender_killed_in_its_second_handful(handfuls, postman, tmp_path):
    postman.on_mail = kills_whoever_left_a_mark(tmp_path)
    ends = handfuls.answer("killed_at_boundaries")
    assert list(ends) == [*BOUNDARIES, IN_THE_TALK]
    for boundary, end in ends.items():
        assert end["died of"] == [signal.SIGKILL], boundary
        check(end, postman.letters)
        assert end["of whom nobody knows"] == 1 or boundary not in DOUBTFUL, boundary


def test_one_of_two_senders_killed_while_the_server_has_its_mail(handfuls, postman, tmp_path):
    """Of more than a handful; the other one goes on with what is left."""
    postman.on_mail = kills_whoever_left_a_mark(tmp_path)
    end = handfuls.answer("killed_beside_another")
    assert end["died of"] == [signal.SIGKILL, 0]
    check(end, postman.letters)
