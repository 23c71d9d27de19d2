"""Twenty buyers at once, as threads with a connection each, on both databases (M2, M3)."""

import json

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.enable_socket]


def test_twenty_buyers_of_the_last_unit(shop):
    assert shop.run("race") == 0
    assert json.loads(shop.output) == {"bought": 1, "refused": 19, "levels": [[1, 1], [2, 1]]}
