"""Sales whose tax was worked out by hand, from a shop in France on 4 March 2026 (M6, M7)."""

from datetime import date

import pytest

from cart.pricing import Exemption, Item
from cart.taxes.reading import rate_book
from cart.taxes.rules import rules_for
from tests.cart.pricing.carts import price_of

MUG = {"unit_price": 12_90, "tax_class": "standard"}
TEA = {"unit_price": 6_35, "tax_class": "reduced"}
GERMAN_NUMBER, FRENCH_NUMBER = "DE136695976", "FR61954506077"


def sold(*things, to, number="", percent=0, delivery=0, one_stop_shop=True):
    rules = rules_for(
        country=to,
        vat_number=number,
        at=date(2026, 3, 4),
        home="FR",
        one_stop_shop=one_stop_shop,
        book=rate_book(),
    )
    items = [Item(key=key, quantity=q, **thing) for key, (q, thing) in enumerate(things)]
    return price_of(items, percent=percent, delivery=delivery, taxes=rules)


def parts(totals):
    return [(part.rate, part.amount, part.tax) for part in totals.taxes]


def test_1_french_consumer_with_two_rates_a_code_and_postage():
    """Two mugs and three teas, 10 % off, postage 4.90.

    Items 25.80 + 19.05 = 44.85. Off: 4.485, half up 4.49; spread by 25.80 : 19.05 it is 2.583 and
    1.907, so 2.58 and 1.91 (rounded down 2.58 + 1.90; the cent goes to the larger remainder, .7).
    Goods 23.22 + 17.14 = 40.36. Postage 4.90 by 23.22 : 17.14 is 2.8191 and 2.0809: 2.82, 2.08
    (down 2.81 + 2.08; the cent goes to .91). Taxed at 20 %: 26.04, holds 26.04 / 6 = 4.34. At 5.5 %:
    19.22, holds 19.22 x 5.5 / 105.5 = 1.00199: 1.00. Total 40.36 + 4.90 = 45.26.
    """
    totals = sold((2, MUG), (3, TEA), to="FR", percent=10, delivery=4_90)
    assert (totals.subtotal, totals.discount, totals.total) == (44_85, 4_49, 45_26)
    assert [item.discount for item in totals.items] == [2_58, 1_91]
    assert parts(totals) == [(550, 19_22, 1_00), (2000, 26_04, 4_34)]
    assert (totals.tax, totals.relief, totals.exemption) == (5_34, 0, None)


def test_2_german_consumer_by_the_one_stop_shop():
    """The same price as in France, with 19 % and 7 % in it (articles 33 and 369a).

    A mug and two teas, postage 9.90: 12.90 + 12.70. Postage by 12.90 : 12.70 is 4.98867 and 4.91133:
    4.99, 4.91. At 19 %: 17.89, holds 17.89 x 19 / 119 = 2.85639: 2.86. At 7 %: 17.61, holds
    17.61 x 7 / 107 = 1.15206: 1.15. Total 35.50.
    """
    totals = sold((1, MUG), (2, TEA), to="DE", delivery=9_90)
    assert parts(totals) == [(700, 17_61, 1_15), (1900, 17_89, 2_86)]
    assert (totals.total, totals.tax, totals.relief) == (35_50, 4_01, 0)


def test_3_german_consumer_below_the_threshold():
    """The same sale without the one-stop-shop: French VAT (article 59c).

    At 20 %: 17.89 / 6 = 2.98167: 2.98. At 5.5 %: 17.61 x 5.5 / 105.5 = 0.91806: 0.92.
    """
    totals = sold((1, MUG), (2, TEA), to="DE", delivery=9_90, one_stop_shop=False)
    assert parts(totals) == [(550, 17_61, 92), (2000, 17_89, 2_98)]
    assert (totals.total, totals.tax, totals.relief) == (35_50, 3_90, 0)


def test_4_german_company_by_reverse_charge():
    """The same sale to a business: the French VAT within it, 2.98 + 0.92, is taken off (article 138)."""
    totals = sold((1, MUG), (2, TEA), to="DE", number=GERMAN_NUMBER, delivery=9_90)
    assert (totals.relief, totals.exemption) == (3_90, Exemption.REVERSE_CHARGE)
    assert (totals.goods, totals.delivery, totals.total) == (25_60, 9_90, 31_60)
    assert parts(totals) == [(0, 31_60, 0)]


def test_5_swiss_consumer_by_export():
    """Three mugs and a tea, 15 % off, postage 12.00 (article 146, CGI 262 I).

    Items 38.70 + 6.35 = 45.05. Off: 6.7575, so 6.76; spread 5.80714 and 0.95286: 5.81, 0.95.
    Goods 32.89 + 5.40 = 38.29. Postage by 32.89 : 5.40 is 10.30765 and 1.69235: 10.31, 1.69.
    French VAT within: 43.20 / 6 = 7.20 and 7.09 x 5.5 / 105.5 = 0.36962: 0.37. Taken off: 7.57.
    Total 38.29 + 12.00 - 7.57 = 42.72.
    """
    totals = sold((3, MUG), (1, TEA), to="CH", percent=15, delivery=12_00)
    assert (totals.discount, totals.goods) == (6_76, 38_29)
    assert (totals.relief, totals.exemption) == (7_57, Exemption.EXPORT)
    assert (totals.total, totals.tax, parts(totals)) == (42_72, 0, [(0, 42_72, 0)])


def test_6_french_company_is_charged():
    """At home a number changes nothing: three mugs, 38.70 / 6 = 6.45."""
    totals = sold((3, MUG), to="FR", number=FRENCH_NUMBER)
    assert parts(totals) == [(2000, 38_70, 6_45)]
    assert (totals.total, totals.relief, totals.exemption) == (38_70, 0, None)


def test_7_guadeloupe_is_an_export_and_monaco_is_france():
    """A mug and postage of 7.10 make 20.00, which hold 3.33333: 3.33 (CGI 294)."""
    overseas = sold((1, MUG), to="GP", delivery=7_10)
    assert (overseas.relief, overseas.total, overseas.exemption) == (3_33, 16_67, Exemption.EXPORT)
    monaco = sold((1, MUG), to="MC", delivery=7_10)
    assert (monaco.relief, monaco.total, parts(monaco)) == (0, 20_00, [(2000, 20_00, 3_33)])


def test_8_two_classes_of_one_rate_are_one_part():
    """Denmark has one rate: 12.90 + 6.35 = 19.25, which hold 19.25 / 5 = 3.85."""
    totals = sold((1, MUG), (1, TEA), to="DK")
    assert parts(totals) == [(2500, 19_25, 3_85)]


@pytest.mark.parametrize("to", ["DE", "CH"])
def test_9_what_a_code_makes_free_owes_nothing(to):
    totals = sold((1, MUG), to=to, number=GERMAN_NUMBER, percent=100)
    assert (totals.total, totals.relief, totals.tax) == (0, 0, 0)
