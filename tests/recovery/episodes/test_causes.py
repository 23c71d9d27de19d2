"""Facts to causes, as one table (R3)."""

import pytest

from recovery.episodes.causes import Facts, causes
from recovery.models import Depth

LEFT = {"depth": Depth.ADDRESS}


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (LEFT, [("unknown", {})]),
        (
            {"depth": Depth.FAILED, "payment_error": "no_funds"},
            [("payment_declined", {"error": "no_funds"})],
        ),
        ({**LEFT, "server_errors": 1}, [("server_error", {"failed": 1})]),
        ({**LEFT, "form_errors": 1}, [("unknown", {})]),
        ({**LEFT, "form_errors": 2}, [("form_errors", {"errors": 2})]),
        ({**LEFT, "codes_refused": 1}, [("code_refused", {"refused": 1})]),
        ({**LEFT, "codes_refused": 1, "has_code": True}, [("unknown", {})]),
        ({**LEFT, "too_few": 1}, [("out_of_stock", {"too_few": 1, "unbuyable": 0})]),
        ({**LEFT, "unbuyable": 2}, [("out_of_stock", {"too_few": 0, "unbuyable": 2})]),
        ({**LEFT, "prices_risen": 1}, [("price_rose", {"risen": 1})]),
        ({"depth": Depth.CART, "delivery": 490, "goods": 2000}, [("unknown", {})]),
        ({"depth": Depth.ADDRESS, "delivery": 490, "goods": 2000}, [("unknown", {})]),
        (
            {"depth": Depth.DELIVERY, "delivery": 490, "goods": 2000},
            [("delivery_cost", {"delivery": 490, "goods": 2000})],
        ),
        ({"depth": Depth.PAYMENT, "delivery": 0, "goods": 2000}, [("unknown", {})]),
        (
            {
                "depth": Depth.FAILED,
                "payment_error": "declined",
                "codes_refused": 2,
                "form_errors": 3,
                "server_errors": 2,
                "delivery": 490,
            },
            [
                ("payment_declined", {"error": "declined"}),
                ("server_error", {"failed": 2}),
                ("form_errors", {"errors": 3}),
                ("code_refused", {"refused": 2}),
            ],
        ),
        # A page that failed was in everybody's way; how often each was met does not count.
        (
            {**LEFT, "server_errors": 1, "too_few": 5, "form_errors": 5},
            [
                ("server_error", {"failed": 1}),
                ("out_of_stock", {"too_few": 5, "unbuyable": 0}),
                ("form_errors", {"errors": 5}),
            ],
        ),
        ({"depth": Depth.PRODUCT}, [("unknown", {})]),
        ({"depth": Depth.PRODUCT, "views": 1}, [("unknown", {})]),
        ({"depth": Depth.PRODUCT, "views": 3}, [("undecided", {"days": 0, "views": 3})]),
        (
            {"depth": Depth.PRODUCT, "views": 3, "days": 2, "unbuyable": 1},
            [("out_of_stock", {"too_few": 0, "unbuyable": 1})],
        ),
        ({"depth": Depth.CART, "days": 1}, [("undecided", {"days": 1, "views": 0})]),
        ({"depth": Depth.CART}, [("unknown", {})]),
        ({"depth": Depth.CART, "days": 1, "prices_risen": 1}, [("price_rose", {"risen": 1})]),
        ({**LEFT, "days": 3, "views": 9}, [("unknown", {})]),
    ],
)
def test_causes_of(facts, expected):
    assert causes(Facts(**facts)) == expected
