"""A limit holds to the one, however many want it at once, on both databases (M4)."""

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.enable_socket]


@pytest.fixture
def shop(shop):
    shop.program = ("tests.faults.run", "tests.faults.promotion_races")
    return shop


@pytest.mark.parametrize("kind", ["limited_code", "limited_automatic"])
@pytest.mark.parametrize("most", [1, 3])
def test_twenty_orders_and_a_few_uses(shop, kind, most):
    """Whoever comes late pays what it costs without, or is told before anything is frozen."""
    end = shop.answer(kind, str(most))
    answers = dict(end.pop("answers"))
    assert answers.pop("1400") == most
    assert set(answers) <= {"1500", "UsedUp"}
    assert sum(answers.values()) == 20 - most
    frozen = 20 - answers.get("UsedUp", 0)
    assert end == {"uses": [most], "rows": [most], "reduced": most, "held": frozen}


@pytest.mark.parametrize("kind", ["one_a_person", "first_order"])
def test_twenty_carts_of_one_person(shop, kind):
    end = shop.answer(kind)
    answers = dict(end.pop("answers"))
    assert answers.pop("1400") == 1
    assert set(answers) <= {"1500", "UsedUp"}
    frozen = 20 - answers.get("UsedUp", 0)
    assert end == {"uses": [1], "rows": [1], "reduced": 1, "held": frozen}


def test_promotions_that_many_orders_take_and_give_back(shop):
    """10 % of 10.00 and 10 % of the 9.00 that are left."""
    assert shop.answer("two_promotions_reversed", "3") == {
        "answers": [["1310", 6]],
        "uses": [6, 6],
        "rows": [6, 6],
        "reduced": 6,
        "held": 6,
    }


def test_a_use_that_is_given_back_while_another_order_wants_it(shop):
    """It had it, or it did not; the counter says what the rows say."""
    ends = shop.answer("cancelled_against_paid", "4")
    possible = [[1400, 1, 1], [1500, 0, 0], ["UsedUp", 0, 0]]
    assert [end for end in ends if end not in possible] == []
