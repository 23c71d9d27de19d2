import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from catalog.pages.reviews.rating import Rating, average, glyphs, in_short


@pytest.mark.parametrize(
    ("by_stars", "expected"),
    [
        ((0, 0, 0, 0, 0), ""),
        ((1, 0, 0, 0, 0), "1.0"),
        ((0, 0, 0, 0, 7), "5.0"),
        ((0, 0, 0, 11, 9), "4.5"),  # 4.45, half up
        ((1, 0, 0, 0, 2), "3.7"),
    ],
)
def test_average_is_rounded_half_up(by_stars, expected):
    assert Rating(by_stars).average == expected


@given(st.tuples(*[st.integers(0, 10_000)] * 5))
def test_average_is_near_and_within_one_and_five(by_stars):
    rating = Rating(by_stars)
    if rating.count:
        assert abs(float(rating.average) - rating.sum / rating.count) <= 0.05 + 1e-9
        assert 1 <= float(rating.average) <= 5
    assert rating.sum == sum(n * count for n, count in enumerate(by_stars, start=1))


@pytest.mark.parametrize(("language", "text"), [("en", "4.6 (12)"), ("fr", "4,6 (12)")])
def test_a_card_says_it_in_short(language, text):
    with override(language):
        assert in_short(12, 55, language).text == text
    assert average(12, 55) == "4.6"


def test_empty_stars_have_another_shape():
    assert [glyphs(stars) for stars in (1, 5)] == ["★☆☆☆☆", "★★★★★"]
