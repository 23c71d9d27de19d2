import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.feeds.journal import Refusal
from catalog.feeds.records import Seen, code_of, made_sku


@pytest.mark.parametrize(
    ("text", "code"), [("Large", "large"), ("Bleu été", "bleu-ete"), ("XL_2", "xl-2"), ("45", "45")]
)
def test_code_is_the_slug(text, code):
    assert code_of(text, max_length=50) == code


@pytest.mark.parametrize(("one", "other"), [("4.5", "45"), ("S+", "S"), ("½", "1/2"), ("赤", "青")])
def test_code_tells_apart_what_a_slug_does_not(one, other):
    codes = {code_of(one, max_length=50), code_of(other, max_length=50)}
    assert len(codes) == 2
    assert "" not in codes


@given(text=st.text(min_size=1), length=st.integers(10, 80))
def test_code_fits_and_is_a_slug(text, length):
    code = code_of(text, max_length=length)
    assert len(code) <= length
    assert code.isascii()
    assert code.replace("-", "").isalnum()


def test_made_sku_says_what_it_is():
    assert made_sku("top", ["Bleu", "XL"]) == "top-bleu-xl"


@given(st.text("abc-", min_size=60, max_size=200), st.lists(st.text(min_size=1), max_size=3))
def test_made_sku_fits(base, values):
    assert 0 < len(made_sku(base, values)) <= 64


def test_seen_names_the_first_row():
    seen = Seen()
    seen.claim("x", row=2, column="SKU")
    with pytest.raises(Refusal, match="already in row 2"):
        seen.claim("x", row=9, column="SKU")
