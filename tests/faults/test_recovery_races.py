"""Sweeps, senders and shoppers at once, on both databases: one reminder, nothing lost, no deadlock."""

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.enable_socket]

FINE = {"crashed": [], "errors": []}


@pytest.fixture
def shop(shop):
    shop.program = ("tests.faults.run", "tests.faults.recovery_races")
    return shop


@pytest.fixture
def meeting(shop):
    shop.program = ("tests.faults.run", "tests.faults.recovery_meetings")
    return shop


def test_two_sweeps(shop):
    """Forty persons, ten of them with two visits, five with one before these: one open for each."""
    assert shop.answer("two_sweeps") == FINE | {
        "waiting": [0, 0, 0],
        "missed": [],
        "open": ["due", 40],
        "others": ["returned skipped"],
        "of one episode": 1,
    }


def test_two_sweeps_and_two_senders(shop, postman):
    """Whose first visit is reminded of before the second one is met hears of that a day later."""
    assert shop.answer("two_sweeps_and_two_senders") == FINE | {
        "waiting": [0, 0, 0],
        "missed": [],
        "sent": [20, 20],
        "due within a day": 0,
    }
    assert postman.seen.total() == 20


def test_sweeps_and_a_sender_against_shoppers(shop):
    end = shop.answer("sweeps_against_shoppers", "2")
    assert set(end.pop("emptied")) <= {"dropped", "returned"}
    assert end == FINE | {"paid": ["recovered"], "due": 0, "wakes": 0, "left": [0, 0, 0]}


def test_leaving_alone_and_forgetting_against_senders(shop, postman):
    end = shop.answer("leaving_alone_against_senders")
    assert postman.seen.total() == end.pop("sent")
    ends = {"sent", "skipped erased", "skipped nothing_to_say", "skipped suppressed"}
    assert set(end.pop("ends")) <= ends
    assert end == FINE | {"addresses": 0, "carts": 10, "open": 0}


def test_claims_and_purchases_wait_for_each_other(meeting, postman):
    """Whoever is paying is not written to, and whoever has paid never, with whatever cart (R1)."""
    waited = {"was in between": [False], "crashed": [None, None]}
    assert meeting.answer("claims_and_purchases") == {
        "a purchase in the middle of a claim": waited | {"reminders": [["due", "paying"]]},
        "a claim in the middle of a purchase": waited | {"reminders": [["skipped", "bought"]]},
    }
    assert postman.seen["Can I help you with your cart at Panier?"] == 0


def test_two_that_meet_at_the_worst_moment(meeting):
    """Nobody is lost between two sweeps, and no shopper's request dies in a deadlock (M3, R17)."""
    fine = FINE | {"missed": []}
    assert meeting.answer("in_the_middle") == {
        "two sweeps, two visits": fine,
        "two sweeps, first visits": fine,
        "sweep and payment": fine,
        "wake and emptying": fine,
        "return and emptying": fine,
    }
