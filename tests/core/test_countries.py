import pytest
from django.utils.translation import override

from shop.core.countries import country_choices, country_name


@pytest.mark.parametrize(
    ("language", "names"),
    [
        ("fr", ["Allemagne", "Belgique", "États-Unis"]),
        ("en", ["Belgium", "Germany", "United States"]),
    ],
)
def test_countries_are_named_and_sorted_in_the_pages_language(language, names):
    with override(language):
        assert [name for _code, name in country_choices({"US", "DE", "BE"})] == names
        assert country_name("XX") == "XX"
