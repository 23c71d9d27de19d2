import pytest
from django.utils.translation import override

from cart.notices import notices

SAME = {"seen": 1290, "price": 1290, "wanted": 2, "left": 5, "is_for_sale": True}


@pytest.mark.parametrize(
    ("change", "kinds", "is_blocking"),
    [
        ({}, [], False),
        ({"left": None}, [], False),
        ({"left": 2}, [], False),
        ({"left": 1}, ["fewer"], True),
        ({"left": 0}, ["out"], True),
        ({"is_for_sale": False}, ["gone"], True),
        ({"price": 1390}, ["dearer"], True),
        ({"price": 1190}, ["cheaper"], False),
        ({"price": 1390, "left": 1}, ["fewer", "dearer"], True),
    ],
)
def test_notices_say_what_changed(change, kinds, is_blocking):
    found = notices(**(SAME | change))
    assert [notice.kind for notice in found] == kinds
    assert any(notice.is_blocking for notice in found) is is_blocking


def test_notices_name_both_prices():
    with override("en"):
        (notice,) = notices(**(SAME | {"price": 1390}))
    assert notice.words == "The price rose from €12.90 to €13.90. Please say if you agree."
