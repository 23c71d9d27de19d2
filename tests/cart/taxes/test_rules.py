from datetime import date

import pytest

from cart.pricing import Exemption, TaxRules
from cart.taxes.reading import rate_book
from cart.taxes.rules import rules_for

MARCH = date(2026, 3, 4)
FRENCH = {"standard": 2000, "reduced": 550, "zero": 0}
GERMAN = {"standard": 1900, "reduced": 700, "zero": 0}
CHARGED = None
GERMAN_NUMBER, FRENCH_NUMBER, GREEK_NUMBER = "DE136695976", "FR61954506077", "EL094259216"


def rules(country, number="", *, home="FR", at=MARCH, one_stop_shop=True, own_rates=None):
    return rules_for(
        country=country,
        vat_number=number,
        at=at,
        home=home,
        one_stop_shop=one_stop_shop,
        book=rate_book(),
        own_rates=own_rates,
    )


@pytest.mark.parametrize(
    ("country", "number", "rates", "exemption"),
    [
        ("FR", "", FRENCH, CHARGED),
        ("MC", "", FRENCH, CHARGED),  # Monaco counts as France
        ("DE", "", GERMAN, CHARGED),
        ("FR", FRENCH_NUMBER, FRENCH, CHARGED),
        ("FR", GERMAN_NUMBER, FRENCH, CHARGED),  # the goods stay
        ("MC", GERMAN_NUMBER, FRENCH, CHARGED),
        ("DE", FRENCH_NUMBER, GERMAN, CHARGED),  # the number has to be of another member state
        ("DE", GERMAN_NUMBER, FRENCH, Exemption.REVERSE_CHARGE),
        ("DE", GREEK_NUMBER, FRENCH, Exemption.REVERSE_CHARGE),  # any other: article 138 (1) (b)
        ("GR", GREEK_NUMBER, FRENCH, Exemption.REVERSE_CHARGE),
        ("CH", "", FRENCH, Exemption.EXPORT),
        ("CH", GERMAN_NUMBER, FRENCH, Exemption.EXPORT),
        ("GB", "", FRENCH, Exemption.EXPORT),
        ("GP", "", FRENCH, Exemption.EXPORT),  # French, outside the territory of VAT
        ("MQ", "", FRENCH, Exemption.EXPORT),
        ("RE", "", FRENCH, Exemption.EXPORT),
        ("GF", "", FRENCH, Exemption.EXPORT),
        ("YT", "", FRENCH, Exemption.EXPORT),
        ("AX", "", FRENCH, Exemption.EXPORT),  # Åland likewise
        ("US", "", FRENCH, Exemption.EXPORT),
    ],
)
def test_a_french_shop_sells(country, number, rates, exemption):
    assert rules(country, number) == TaxRules(rates=rates, exemption=exemption)


@pytest.mark.parametrize("country", ["DE", "FR", "IE"])
def test_without_the_one_stop_shop_the_rates_of_home_go_everywhere(country):
    assert rules(country, one_stop_shop=False) == TaxRules(rates=FRENCH)


def test_without_the_one_stop_shop_businesses_are_exempt_all_the_same():
    found = rules("DE", GERMAN_NUMBER, one_stop_shop=False)
    assert found == TaxRules(rates=FRENCH, exemption=Exemption.REVERSE_CHARGE)


@pytest.mark.parametrize(
    ("home", "country", "exemption"),
    [
        ("CH", "CH", CHARGED),
        ("CH", "DE", Exemption.EXPORT),
        ("CH", "LI", Exemption.EXPORT),
        ("GB", "IM", CHARGED),  # the Isle of Man counts as the United Kingdom
        ("GB", "JE", Exemption.EXPORT),
        ("NO", "SE", Exemption.EXPORT),
    ],
)
def test_a_shop_outside_the_union_sells(home, country, exemption):
    here = rate_book().rates(home, MARCH)
    assert rules(country, home=home) == TaxRules(rates=here, exemption=exemption)


def test_a_number_means_nothing_to_a_shop_outside_the_union():
    assert rules("DE", GERMAN_NUMBER, home="CH").exemption is Exemption.EXPORT
    assert rules("CH", GERMAN_NUMBER, home="CH").exemption is None


def test_own_rates_stand_for_those_of_home_alone():
    own = {"standard": 2000, "reduced": 1000, "zero": 0}
    assert rules("FR", own_rates=own) == TaxRules(rates=own)
    assert rules("CH", own_rates=own) == TaxRules(rates=own, exemption=Exemption.EXPORT)
    assert rules("DE", own_rates=own) == TaxRules(rates=GERMAN)
    assert rules("DE", own_rates=own, one_stop_shop=False) == TaxRules(rates=own)


def test_a_home_outside_the_book_lives_by_its_own_rates():
    own = {"standard": 800, "reduced": 0, "zero": 0}
    assert rules("US", home="US", own_rates=own) == TaxRules(rates=own)
    with pytest.raises(LookupError):
        rules("US", home="US")


def test_rules_are_those_of_the_day():
    assert rules("EE", at=date(2025, 6, 30)).rates["standard"] == 2200
    assert rules("EE", at=date(2025, 7, 1)).rates["standard"] == 2400
