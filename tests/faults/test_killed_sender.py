"""kill -9 at every boundary of sending: nothing is lost, no at-most-once mail goes twice (R7)."""

from collections import Counter

import pytest

from shop.core.messaging.sending import HANDFUL
from tests.faults.actor import BOUNDARIES, BOUNDARIES_AFTER
from tests.faults.conftest import Shop, copy_of, environment

pytestmark = [pytest.mark.slow, pytest.mark.enable_socket]

SEED = 50  # of each of the four classes: a batch of 200 messages


@pytest.fixture(scope="module")
def template(template, tmp_path_factory):
    """An outbox that is full already."""
    folder = tmp_path_factory.mktemp("full")
    with copy_of(template, folder) as url:
        assert Shop(environment(url, folder)).run("seed", str(SEED)) == 0
        yield url


def check_every_row_is_accounted_for(shop, postman):
    """After the kill: each row is sent, due or in the hands of the dead sender, and says the truth."""
    rows = shop.report()
    assert len(rows) == 4 * SEED
    assert {state for _, _, state, _, _ in rows} <= {"sent", "due", "sending"}
    assert sum(state == "sending" for _, _, state, _, _ in rows) <= HANDFUL
    for about, _, state, _, _ in rows:
        if state == "sent":
            assert postman.seen[about] == 1
        elif state == "due":
            assert postman.seen[about] == 0


def check_the_end(shop, postman, *, doubtful):
    """``doubtful`` attempts were interrupted where nobody can know whether they arrived."""
    rows = shop.report()
    states = Counter(state for _, _, state, _, _ in rows)
    assert set(states) <= {"sent", "unknown"}
    assert states["unknown"] <= doubtful
    for about, message_class, state, _, _ in rows:
        if message_class == "order":
            assert state == "sent"
            assert 1 <= postman.seen[about] <= 1 + doubtful
        else:
            assert postman.seen[about] <= 1
            assert postman.seen[about] == 1 or state == "unknown"


@pytest.mark.parametrize("nth", [1, 120])  # among the orders, and among the at-most-once mails
@pytest.mark.parametrize("boundary", [*BOUNDARIES, *BOUNDARIES_AFTER])
def test_a_sender_killed_at_a_boundary(shop, postman, boundary, nth):
    assert shop.run("send", boundary, str(nth)) == -9
    check_every_row_is_accounted_for(shop, postman)
    assert shop.run("finish") == 0
    check_the_end(shop, postman, doubtful=1)


def test_a_sender_killed_in_the_middle_of_the_talk_with_the_server(shop, postman):
    """The server has the mail, the sender dies waiting for its answer."""
    with shop.start("send") as process:
        postman.on_mail = lambda total: process.kill() if total == 130 else None
        assert process.wait(timeout=60) == -9
    check_every_row_is_accounted_for(shop, postman)
    assert shop.run("finish") == 0
    check_the_end(shop, postman, doubtful=1)


def test_two_senders_of_which_one_is_killed(shop, postman):
    with shop.start("send") as doomed, shop.start("send") as other:
        postman.on_mail = lambda total: doomed.kill() if total == 80 else None
        assert doomed.wait(timeout=60) == -9
        assert other.wait(timeout=120) == 0
    assert shop.run("finish") == 0
    check_the_end(shop, postman, doubtful=1)
