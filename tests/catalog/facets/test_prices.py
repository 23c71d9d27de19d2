from hypothesis import given
from hypothesis import strategies as st

from catalog.facets.prices import LADDER, MOST_BANDS, Band, bands, step_of, within

counts = st.dictionaries(st.integers(0, len(LADDER) - 1), st.integers(0, 500))


def test_bands_lie_where_the_prices_are():
    prices = [450, 990, 1290, 1290, 1490, 1990, 2500, 3990, 7900, 12_000]
    steps = [step_of(price) for price in prices]
    found = bands({step: steps.count(step) for step in steps})
    assert found == {
        Band(0, 1000): 2,
        Band(1000, 1500): 3,
        Band(1500, 2500): 1,
        Band(2500, 6000): 2,
        Band(6000): 2,
    }


def test_nothing_has_no_bands_and_one_price_has_one():
    assert bands({}) == {}
    assert bands({step_of(990): 7}) == {Band(0): 7}


@given(counts)
def test_bands_are_few_and_count_every_price_once(counts):
    found = bands(counts)
    assert sum(found.values()) == sum(counts.values())
    assert len(found) <= MOST_BANDS
    assert all(found.values())


@given(counts)
def test_bands_follow_each_other_without_a_gap(counts):
    found = list(bands(counts))
    ends = [(band.low, band.high) for band in found]
    assert [high for _low, high in ends[:-1]] == [low for low, _high in ends[1:]]
    if found:
        assert (ends[0][0], ends[-1][1]) == (0, None)


def test_within_counts_what_lies_between_two_steps_and_knows_nothing_of_others():
    counts = {step_of(price): 1 for price in (450, 990, 1490, 12_000)}
    assert within(Band(0, 1000), counts) == 2
    assert within(Band(1000), counts) == 2
    assert (within(Band(0, 1234), counts), within(Band(1, 1000), counts)) == (None, None)


@given(st.integers(0, 10**10))
def test_a_price_stands_on_the_last_step_that_it_reaches(price):
    step = step_of(price)
    assert LADDER[step] <= price
    assert step == len(LADDER) - 1 or price < LADDER[step + 1]
