import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from shop.core import money

amounts = st.integers(0, money.LARGEST)


@pytest.mark.parametrize(
    ("amount", "language", "text"),
    [
        (1290, "fr", "12,90\xa0€"),
        (1290, "en", "€12.90"),
        (0, "en", "€0.00"),
        (123456789, "fr", "1\u202f234\u202f567,89\xa0€"),
    ],
)
def test_formatted(amount, language, text):
    assert money.formatted(amount, language=language) == text


@pytest.mark.parametrize(("currency", "text"), [("JPY", "1290"), ("KWD", "1.290")])
def test_plain_follows_the_decimals_of_the_currency(settings, currency, text):
    settings.CURRENCY = currency
    assert money.plain(1290) == text
    assert money.parse(text) == 1290


@pytest.mark.parametrize(
    ("text", "language", "amount"),
    [
        ("12.90", None, 1290),
        (" 12 ", None, 1200),
        ("12,90", "fr", 1290),
        ("1\u202f234,5", "fr", 123450),
        ("1,234.5", "en", 123450),
        ("0", None, 0),
    ],
)
def test_parse(text, language, amount):
    assert money.parse(text, language=language) == amount


@pytest.mark.parametrize(
    "text",
    [
        "",
        "abc",
        "-1",
        "12.905",
        "NaN",
        "Infinity",
        "1e99",
        "1e99999999",
        "1_000",
        "1e3",
        "١٢",
        "+1",
        ".5",
        "12,90",
        "9" * 5000,
    ],
)
def test_parse_refuses_what_is_no_amount(text):
    with pytest.raises(money.InvalidAmount):
        money.parse(text)


@pytest.mark.parametrize("text", ["12.90.1", "NaN", "-1", "1,2345", "(5)", "12 90 x"])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_parse_refuses_what_people_cannot_mean(text, language):
    with pytest.raises(money.InvalidAmount):
        money.parse(text, language=language)


@given(amounts)
def test_parse_reads_what_plain_writes(amount):
    assert money.parse(money.plain(amount)) == amount


@given(amounts, st.lists(st.integers(0, 10**9), min_size=1, max_size=40))
def test_spread_loses_nothing_and_stays_within_one_unit_of_the_exact_share(amount, weights):
    parts = money.spread(amount, weights)
    assert sum(parts) == amount
    shares = weights if any(weights) else [1] * len(weights)
    for part, share in zip(parts, shares, strict=True):
        assert abs(part * sum(shares) - amount * share) < sum(shares)


@pytest.mark.parametrize(
    ("amount", "weights", "parts"),
    [(100, [1, 1, 1], [34, 33, 33]), (1, [0, 0], [1, 0]), (10, [0, 5], [0, 10]), (0, [3], [0])],
)
def test_spread(amount, weights, parts):
    assert money.spread(amount, weights) == parts


@pytest.mark.parametrize(("amount", "weights"), [(1, []), (-1, [1]), (1, [2, -1])])
def test_spread_refuses_negative_numbers_and_nothing(amount, weights):
    with pytest.raises(ValueError, match="spread"):
        money.spread(amount, weights)


@pytest.mark.parametrize("text", ["12,90", "12.90", "12,9", " 12.90 "])
def test_typed_takes_either_sign_for_decimals(text):
    assert money.typed(text) == 1290


@pytest.mark.parametrize("text", ["1,290", "1.290", "1,290.00", "1.290,00", "12,900"])
def test_typed_refuses_a_sign_that_may_divide_thousands(text):
    with pytest.raises(money.InvalidAmount):
        money.typed(text)


@pytest.mark.parametrize(
    ("rate", "french", "english"), [(2000, "20 %", "20%"), (550, "5,5 %", "5.5%"), (0, "0 %", "0%")]
)
def test_a_rate_is_written_as_the_language_does(rate, french, english):
    with override("fr"):
        assert money.percentage(rate).replace("\xa0", " ").replace("\u202f", " ") == french
    with override("en"):
        assert money.percentage(rate) == english
