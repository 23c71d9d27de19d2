"""kill -9 between a fact and whoever is told of it: nothing lost, and what comes twice says so."""

import pytest

from tests.faults.webhooks import DELIVERY, NOTICING

pytestmark = [pytest.mark.slow, pytest.mark.enable_socket]

HEARD_TWICE = {"after it was handed over", "before the record is committed"}


@pytest.fixture
def shop(shop):
    shop.program = ("tests.faults.run", "tests.faults.webhooks")
    return shop


def test_a_process_killed_on_the_way_to_a_receiver(shop):
    """By the same number, where nobody knew whether it had arrived."""
    assert shop.answer("killed") == {
        boundary: [9, ["cart.abandoned", "delivered"], [2 if boundary in HEARD_TWICE else 1]]
        for boundary in [*NOTICING, *DELIVERY]
    }


def test_workers_side_by_side_take_different_deliveries(shop):
    assert shop.answer("two_workers") == {
        "crashed": [],
        "errors": [],
        "done": 60,
        "heard": [[30, 1], [30, 1]],
        "states": [["delivered", 1, 60]],
    }
