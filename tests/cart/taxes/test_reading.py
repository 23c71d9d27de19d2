from datetime import date

import pytest
from django.core.exceptions import ImproperlyConfigured

from cart.taxes.reading import OURS, check_home, rate_book, read
from cart.taxes.territories import UNION

MARCH = date(2026, 3, 4)


@pytest.fixture
def theirs(settings, tmp_path):
    """Write a merchant's own file."""

    def write(text):
        path = tmp_path / "rates.toml"
        path.write_text(text)
        settings.TAX_RATES_FILE = str(path)
        return rate_book()

    return write


def test_our_rates_cover_the_union_and_homes_beside_it():
    assert set(rate_book().countries) == UNION | {"CH", "GB", "NO"}
    assert len(UNION) == 27
    for country in rate_book().countries:
        rates = rate_book().rates(country, MARCH)
        assert rates["zero"] == 0
        assert 0 <= rates["reduced"] <= rates["standard"]
        assert rates["standard"] >= (1500 if country in UNION else 800)  # article 97


@pytest.mark.parametrize(
    ("country", "tax_class", "day", "expected"),
    [
        ("EE", "standard", date(2023, 12, 31), 2000), ("EE", "standard", date(2024, 1, 1), 2200),
        ("EE", "standard", date(2025, 6, 30), 2200), ("EE", "standard", date(2025, 7, 1), 2400),
        ("SK", "standard", date(2024, 12, 31), 2000), ("SK", "standard", date(2025, 1, 1), 2300),
        ("SK", "reduced", date(2025, 1, 1), 1900),
        ("FI", "standard", date(2024, 8, 31), 2400), ("FI", "standard", date(2024, 9, 1), 2550),
        ("FI", "reduced", date(2025, 12, 31), 1400), ("FI", "reduced", date(2026, 1, 1), 1350),
        ("RO", "standard", date(2025, 7, 31), 1900), ("RO", "standard", date(2025, 8, 1), 2100),
        ("RO", "reduced", date(2025, 7, 31), 900), ("RO", "reduced", date(2025, 8, 1), 1100),
        ("SE", "reduced", date(2026, 3, 31), 1200), ("SE", "reduced", date(2026, 4, 1), 600),
        ("SE", "reduced", date(2027, 12, 31), 600), ("SE", "reduced", date(2028, 1, 1), 1200),
        ("LU", "standard", date(2023, 6, 1), 1600), ("LU", "standard", date(2024, 1, 1), 1700),
        ("PL", "reduced", date(2023, 6, 1), 0), ("PL", "reduced", date(2024, 4, 1), 500),
        ("CZ", "reduced", date(2023, 12, 31), 1500), ("CZ", "reduced", date(2024, 1, 1), 1200),
        ("CH", "standard", date(2023, 12, 31), 770), ("CH", "standard", date(2024, 1, 1), 810),
        ("FR", "reduced", MARCH, 550), ("DE", "reduced", MARCH, 700), ("DE", "zero", MARCH, 0),
    ],
)  # fmt: skip
def test_a_rate_holds_from_its_day_on(country, tax_class, day, expected):
    assert rate_book().rates(country, day)[tax_class] == expected


def test_a_day_before_the_book_has_no_rate():
    with pytest.raises(LookupError, match="no standard rate of VAT is known for FR on 2021-06-30"):
        rate_book().rates("FR", date(2021, 6, 30))


def test_a_country_outside_the_book_has_no_rate():
    with pytest.raises(LookupError, match="for US"):
        rate_book().rates("US", MARCH)


def test_a_file_of_ones_own_holds_from_its_days_on(theirs):
    book = theirs("[DE]\nreduced = { 2026-03-01 = 19, 2027-01-01 = 7 }")
    assert book.rates("DE", date(2026, 2, 28))["reduced"] == 700
    assert book.rates("DE", MARCH) == {"standard": 1900, "reduced": 1900, "zero": 0}
    assert book.rates("DE", date(2027, 1, 1))["reduced"] == 700
    assert book.rates("AT", MARCH) == {"standard": 2000, "reduced": 1000, "zero": 0}


def test_a_file_of_ones_own_may_bring_a_country(theirs):
    book = theirs("[IS]\nstandard = { 2026-01-01 = 24 }\nreduced = { 2026-01-01 = 11 }")
    assert book.rates("IS", MARCH) == {"standard": 2400, "reduced": 1100, "zero": 0}


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("[DE", "Expected"),
        ("[Germany]\nstandard = { 2026-01-01 = 19 }", "'Germany' is not a country's code"),
        ("DE = 19", "DE may have standard, reduced, zero, nothing else"),
        ("[DE]\nluxury = { 2026-01-01 = 33 }", "DE may have standard, reduced, zero"),
        ("[DE]\nstandard = 19", "DE.standard must be like"),
        ("[DE]\nstandard = {}", "DE.standard must be like"),
        ("[DE]\nstandard = { 2026-13-01 = 19 }", "DE.standard: "),
        ("[DE]\nstandard = { 2026-01-01 = '19' }", "'19' is not a percentage"),
        ("[DE]\nstandard = { 2026-01-01 = true }", "True is not a percentage"),
        ("[DE]\nstandard = { 2026-01-01 = 5.555 }", "5.555 is not a percentage with two decimals"),
        ("[DE]\nstandard = { 2026-01-01 = -1 }", "-1 is not a percentage"),
        ("[DE]\nstandard = { 2026-01-01 = 100.01 }", "100.01 is not a percentage"),
        ("[DE]\nstandard = { 2026-01-01 = inf }", "Infinity is not a percentage"),
        ("[DE]\nstandard = { 2026-01-01 = 19, 2025-01-01 = 16 }", "the oldest first"),
        ("[IS]\nstandard = { 2026-01-01 = 24 }", "IS lacks its reduced rate"),
    ],
)
def test_a_file_in_disorder_is_refused(theirs, text, wrong):
    with pytest.raises(ImproperlyConfigured, match=wrong) as refusal:
        theirs(text)
    assert "rates.toml cannot be used" in str(refusal.value)


def test_a_file_that_is_not_there_is_refused(settings, tmp_path):
    settings.TAX_RATES_FILE = str(tmp_path / "none.toml")
    with pytest.raises(ImproperlyConfigured, match="No such file"):
        rate_book()


def test_a_home_without_known_rates_has_to_give_them(settings, clock):
    settings.COUNTRY, settings.TAX_RATES = "US", {}
    with pytest.raises(ImproperlyConfigured, match="COUNTRY is 'US'"):
        check_home()
    settings.TAX_RATES = {"standard": 800, "reduced": 0, "zero": 0}
    check_home()


@pytest.mark.parametrize("home", ["FR", "MC", "IM", "CH"])
def test_a_home_with_known_rates_needs_nothing(settings, clock, home):
    settings.COUNTRY, settings.TAX_RATES = home, {}
    check_home()


def test_our_file_names_each_country_once_and_in_order():
    countries = list(dict.fromkeys(country for country, _name in read(OURS)))
    assert countries[:27] == sorted(UNION)
