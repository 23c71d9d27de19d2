"""A limit holds to the one, however many want it at once, on both databases (M4)."""

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.enable_socket]


@pytest.fixture
def shop(shop):
    shop.program = ("tests.faults.run", "tests.faults.promotion_races")
    return shop


MOST = {
    "one code": 1,
    "three codes": 3,
    "three without a code": 3,
    "one a person": 1,
    "a first order": 1,
}


def test_twenty_orders_and_a_few_uses(shop):
    """Whoever comes late pays what it costs without, or is told before anything is frozen."""
    ends = shop.answer("limits")
    assert list(ends) == list(MOST)
    for name, most in MOST.items():
        answers = dict(ends[name].pop("answers"))
        assert answers.pop("1400") == most
        assert set(answers) <= {"1500", "UsedUp"}
        assert sum(answers.values()) == 20 - most
        frozen = 20 - answers.get("UsedUp", 0)
        assert ends[name] == {"uses": [most], "rows": [most], "reduced": most, "held": frozen}


def test_promotions_that_many_orders_take_and_give_back(shop):
    """10 % of 10.00 and 10 % of the 9.00 that are left; then an invoice each, without a gap."""
    assert shop.answer("two_promotions_reversed", "3") == {
        "answers": [["1310", 6]],
        "uses": [6, 6],
        "rows": [6, 6],
        "reduced": 6,
        "held": 6,
        "placed": ["succeeded"] * 6,
        "invoices": [1, 2, 3, 4, 5, 6],
    }


def test_a_use_that_is_given_back_while_another_order_wants_it(shop):
    """It had it, or it did not; the counter says what the rows say."""
    ends = shop.answer("cancelled_against_paid", "4")
    possible = [[1400, 1, 1], [1500, 0, 0], ["UsedUp", 0, 0]]
    assert [end for end in ends if end not in possible] == []
