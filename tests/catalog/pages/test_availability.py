import pytest
from django.utils.translation import override

from catalog.pages.availability import Availability, counted, together


@pytest.mark.parametrize(
    ("units", "state", "english", "french"),
    [
        (None, "in", "In stock", "En stock"),
        (4, "in", "In stock", "En stock"),
        (3, "low", "Only 3 left", "Plus que 3 en stock"),
        (1, "low", "Only 1 left", "Plus que 1 en stock"),
        (0, "out", "Out of stock", "Épuisé"),
    ],
)
def test_availability_says_the_truth_in_words(units, state, english, french):
    availability = Availability(units)
    assert availability.state == state
    for language, words in (("en", english), ("fr", french)):
        with override(language):
            assert availability.words == words


@pytest.mark.parametrize(
    ("row", "units"),
    [
        ({"on_hand": 5, "reserved": 2, "is_tracked": True}, 3),
        ({"on_hand": 0, "reserved": 9, "is_tracked": False}, None),
        ({"on_hand": None, "reserved": None, "is_tracked": None}, 0),
    ],
)
def test_counted_reads_a_stock_row(row, units):
    assert counted(**row).units == units


def test_together_adds_up_and_cannot_run_out_when_one_part_cannot():
    assert together([Availability(1), Availability(2)]).units == 3
    assert together([Availability(0), Availability(None)]).units is None
    assert together([]).units == 0
