import pytest

from cart.pricing import Item, TaxRules
from tests.cart.pricing import carts

TAXES = TaxRules(rates={"standard": 2000, "reduced": 550, "zero": 0})


def item(unit_price, quantity=1, tax_class="standard", key=0):
    return Item(key=key, unit_price=unit_price, quantity=quantity, tax_class=tax_class)


def price_of(items, **how):
    return carts.price_of(items, **how, taxes=TAXES)


def test_price_sums_what_is_shown():
    totals = price_of([item(1290, 2), item(390)], percent=0, delivery=490)
    assert [line.total for line in totals.items] == [2580, 390]
    assert (totals.subtotal, totals.goods, totals.total) == (2970, 2970, 3460)


def test_price_of_nothing_is_nothing():
    totals = price_of([], percent=10, delivery=None)
    assert (totals.total, totals.taxes, totals.delivery) == (0, (), None)


def test_discount_is_rounded_once_and_spread():
    """10 % of 3 x 0.35 is 0.105: eleven cents, in parts that sum to eleven (M7)."""
    totals = price_of([item(35), item(35), item(35)], percent=10, delivery=0)
    assert totals.discount == 11
    assert [line.discount for line in totals.items] == [4, 4, 3]


def test_a_hundred_percent_leaves_the_postage():
    totals = price_of([item(1290)], percent=100, delivery=490)
    assert (totals.goods, totals.total) == (0, 490)


def test_tax_is_contained_and_shown_by_rate():
    """24.00 at 20 % holds 4.00; 10.55 at 5.5 % holds 0.55."""
    totals = price_of([item(2400), item(1055, 1, "reduced")], percent=0, delivery=None)
    assert [(p.rate, p.amount, p.tax) for p in totals.taxes] == [(550, 1055, 55), (2000, 2400, 400)]
    assert totals.tax == 455


def test_postage_is_taxed_like_the_goods_it_brings():
    """Postage of 3.00 for goods of 20.00 and 10.00 is taxed 2 : 1."""
    totals = price_of([item(2000), item(1000, 1, "zero")], percent=0, delivery=300)
    assert [(p.rate, p.amount) for p in totals.taxes] == [(0, 1100), (2000, 2200)]


def test_tax_is_rounded_half_up():
    """0.03 at 20 % holds half a cent: 0.005."""
    assert price_of([item(3)], percent=0, delivery=0).tax == 1


def test_a_tax_class_without_a_rate_is_refused():
    with pytest.raises(KeyError):
        price_of([item(100, 1, "luxury")], percent=0, delivery=0)
