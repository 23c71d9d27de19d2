"""Many at once, on both databases: one order, one charge, one mail, and stock that adds up."""

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.enable_socket]


@pytest.fixture
def shop(shop):
    shop.program = ("tests.faults.run", "tests.faults.checkout_races")
    return shop


def test_one_cart_paid_in_fifty_tabs(shop):
    end = shop.answer("one_cart_paid_many_times")
    assert end.pop("begun") == {
        "urls": 1,
        "is_url": True,
        "orders": 1,
        "payments": ["started"],
        "at_bank": 1,
        "stock": [10, 2],
    }
    assert end == {
        "answers": [["0", 10], ["200", 10], ["204", 10], ["None", 10], ["succeeded", 10]],
        "order": [["paid", 3070]],
        "placed": 1,
        "payments": ["succeeded"],
        "charged": 1,
        "stock": [8, 0],
        "mails": ["order.confirmed"],
        "carts": ["ordered"],
        "given_back": {
            "asked": [["None", 1], ["NotLeft", 19]],
            "sent": 1,
            "refunds": [["succeeded", 3070]],
            "at_bank": 3070,
            "order": ["refunded"],
        },
    }


def test_twenty_buyers_of_the_last_unit(shop):
    assert shop.answer("last_unit") == {
        "refused": 19,
        "sent_on": 1,
        "stock": [1, 1],
        "at_bank": 1,
        "again": True,
        "states": [["awaiting_payment", 1], ["initiated", 19]],
    }


def test_reversed_lines_changed_and_paid_anew(shop):
    """Twelve payments each, eleven of them called off; the last ones hold two of each thing."""
    assert shop.answer("reversed_lines") == {
        "errors": [None, None],
        "stock": [[5, 4], [5, 4]],
        "payments": [["cancelled", 22], ["started", 2]],
        "at_bank": [["cancelled", 22], ["open", 2]],
    }


def test_time_running_out_against_success(shop):
    """Sold and paid, or given back: never both, and never neither. Late money buys what is there."""
    sold, held_back = [2, 0], [3, 0]
    assert set(shop.answer("sweep_against_success", "16")) <= {
        str(["paid", "succeeded", "accepted", sold, []]),
        str(["initiated", "cancelled", "cancelled", held_back, []]),
        str(["paid", "succeeded", True, sold, []]),
    }


def test_first_add_of_an_account_in_twenty_tabs(shop):
    assert shop.answer("first_add_of_an_account") == {
        "answers": [[302, 20]],
        "carts": True,
        "lines": [20],
    }


def test_email_step_in_twenty_tabs(shop):
    assert shop.answer("one_cart_begun_many_times") == {
        "answers": [[43, 20]],
        "orders": [["zoe@demo.example", "initiated"]],
        "born": 1,
        "people": 1,
        "tokens": 1,
    }


def test_promo_code_against_payment(shop):
    """What is charged is what was frozen: with the code or without it."""
    ends = shop.answer("code_against_payment", "8")
    without, with_it = ["", 0, 1500, 1500, 1500], ["HALF", 500, 1000, 1000, 1000]
    assert [end for end in ends if end not in (without, with_it)] == []


def test_emptying_the_cart_against_payment(shop):
    """All is erased and nothing held, or all stays and is to be paid."""
    ends = shop.answer("emptying_against_payment", "8")
    erased, kept = ["emptied", "NotReady", 0, 0, 10, 0], ["InUse", "started", 1, 1, 10, 1]
    assert [end for end in ends if end not in (erased, kept)] == []
