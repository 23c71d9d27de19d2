import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.feeds.journal import Refusal
from catalog.feeds.reading import cells
from catalog.feeds.reading.table import Row
from shop.core import money


def row(text):
    return Row(2, 0, {"c": text})


@pytest.mark.parametrize(
    ("text", "unit", "grams"),
    [
        ("", "kg", 0),
        ("0.25", "kg", 250),
        ("250", "g", 250),
        ("1", "lb", 454),
        ("2.2", "lbs", 998),  # 997.903214
        ("1", "oz", 28),
        ("100", "oz", 2835),  # 2834.9523125
        ("0.0005", "kg", 1),
    ],
)
def test_grams(text, unit, grams):
    assert cells.grams(row(text), "c", unit) == grams


@pytest.mark.parametrize("text", ["abc", "-1", "NaN", "Infinity", "9999999999", "1,5", "١"])
def test_grams_refuses_what_is_no_weight(text):
    with pytest.raises(Refusal) as refusal:
        cells.grams(row(text), "c", "kg")
    assert refusal.value.column == "c"


@pytest.mark.parametrize(("text", "number"), [("5", 5), ("5.0", 5), ("-3", 0), ("0", 0)])
def test_whole(text, number):
    assert cells.whole(row(text), "c") == number


@pytest.mark.parametrize("text", ["1.5", "many", "", "99999999999", "1e99999999"])
def test_whole_refuses_what_is_no_number_of_units(text):
    with pytest.raises(Refusal):
        cells.whole(row(text), "c")


@pytest.mark.parametrize(
    ("text", "answer"), [("1", True), ("TRUE", True), ("0", False), ("-1", False), ("", None)]
)
def test_yes(text, answer):
    assert cells.yes(row(text), "c", blank=None) is answer


def test_yes_refuses_what_is_neither():
    with pytest.raises(Refusal, match="neither yes nor no"):
        cells.yes(row("perhaps"), "c", blank=True)


def test_text_longer_than_the_shop_keeps_is_refused():
    assert cells.text(row("x" * 5), "c", max_length=5) == "xxxxx"
    with pytest.raises(Refusal, match="has 6 characters, 5 fit"):
        cells.text(row("x" * 6), "c", max_length=5)


@given(st.integers(0, money.LARGEST))
def test_price_reads_what_the_shop_writes(amount):
    assert cells.price(row(money.plain(amount)), "c") == amount


@given(st.text())
def test_price_is_minor_units_or_a_refusal(text):
    try:
        amount = cells.price(row(text), "c")
    except Refusal:
        return
    assert 0 <= amount <= money.LARGEST
