import pytest
from django.utils.translation import override

from catalog.quantities import ANY, Quantities


@pytest.mark.parametrize(
    ("quantities", "first", "last", "words"),
    [
        (ANY, 1, 999, ""),
        (Quantities(step=6), 6, 996, "Sold in packs of 6."),
        (Quantities(least=6, step=6), 6, 996, "Sold in packs of 6."),
        (Quantities(least=10, step=6), 12, 996, "Sold in packs of 6. At least 12."),
        (Quantities(least=3), 3, 999, "At least 3."),
        (Quantities(most=2), 1, 2, "At most 2 in an order."),
        (
            Quantities(least=7, step=6, most=23),
            12,
            18,
            "Sold in packs of 6. At least 12. At most 18 in an order.",
        ),
    ],
)
def test_quantities_are_the_multiples_between_two_bounds(quantities, first, last, words):
    with override("en"):
        assert (quantities.first, quantities.last, quantities.words) == (first, last, words)
    possible = [each for each in range(1001) if quantities.allow(each)]
    assert possible == list(range(first, last + 1, quantities.step))


@pytest.mark.parametrize(
    ("wanted", "near"), [(1, [6]), (6, [6]), (7, [6, 12]), (19, [18]), (500, [18])]
)
def test_near_names_what_is_possible_on_both_sides(wanted, near):
    assert Quantities(step=6, most=20).near(wanted) == near


@pytest.mark.parametrize(("present", "above"), [(0, 12), (12, 18), (13, 18), (1, 12)])
def test_above_is_the_next_one(present, above):
    assert Quantities(least=12, step=6).above(present) == above


@pytest.mark.parametrize(
    ("units", "sellable"), [(None, None), (0, 0), (5, 0), (11, 0), (12, 12), (17, 12), (18, 18)]
)
def test_what_is_left_of_a_pack_cannot_be_sold(units, sellable):
    assert Quantities(least=12, step=6).sellable(units) == sellable
