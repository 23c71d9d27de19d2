"""kill -9 anywhere between the button and the confirmation: one order, one charge, one mail."""

import pytest

from tests.faults.checkout_kills import GIVEN_BACK as GIVING_BACK
from tests.faults.checkout_kills import STRETCHES
from tests.smtp import free_port

pytestmark = [pytest.mark.slow, pytest.mark.enable_socket]

UNTOUCHED = {
    "order": "initiated",
    "placed": 0,
    "payments": [],
    "bank": [],
    "stock": [3, 0],
    "invoices": 0,
    "mails": 0,
    "cart": "open",
}
GIVEN_BACK = UNTOUCHED | {"payments": ["cancelled"], "bank": ["cancelled"]}
FROZEN = UNTOUCHED | {"order": "awaiting_payment", "payments": ["started"], "stock": [3, 2]}
WAITING = FROZEN | {"bank": ["open"]}
PAID = {
    "order": "paid",
    "placed": 1,
    "payments": ["succeeded"],
    "bank": ["accepted"],
    "stock": [1, 0],
    "invoices": 1,
    "mails": 1,
    "cart": "ordered",
}
ENDS = {  # where it died, and how it ends: paid again, swept, told by the bank or asking it
    "before the bank": (PAID, UNTOUCHED, UNTOUCHED),
    "unknown to the bank": (PAID, GIVEN_BACK, FROZEN),
    "at the bank": (PAID, GIVEN_BACK, WAITING),
    "charged": (PAID, PAID, PAID),
    "told": (PAID, PAID, PAID),
}


@pytest.mark.parametrize("stretch", STRETCHES)
def test_a_process_killed_on_a_stretch(shop, stretch):
    """Whatever was done to go on is done twice, and changes nothing the second time."""
    shop.program = ("tests.faults.run", "tests.faults.checkout_kills")
    shop.env["BASE_URL"] = f"http://127.0.0.1:{free_port()}"
    again, swept, told = ENDS[stretch]
    ends = {"again": [9, again, again], "swept": [9, swept, swept], "told": [9, told, told]}
    ends["asked"] = ends["told"]
    assert shop.answer("killed_on", stretch) == dict.fromkeys(STRETCHES[stretch], ends)


def test_a_process_killed_giving_money_back(shop):
    """It is given back once, the invoice corrected once, and the shopper is told once of each."""
    shop.program = ("tests.faults.run", "tests.faults.checkout_kills")
    end = PAID | {
        "order": "refunded",
        "stock": [3, 0],
        "mails": 2,  # confirmed, cancelled; the refund's own is about the refund
        "refunds": [["succeeded", 3070]],
        "given": [3070],
        "credited": [3070],
    }
    assert shop.answer("killed_giving_back") == {key: [9, end, end] for key in GIVING_BACK}
