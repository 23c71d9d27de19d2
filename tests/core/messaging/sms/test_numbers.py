import pytest

from shop.core.messaging.people import find_person, normalised, person_for
from shop.core.messaging.sms.numbers import country_of, e164, takes_sms


@pytest.mark.parametrize(
    ("typed", "country", "number"),
    [
        ("06 12 34 56 78", "FR", "+33612345678"),
        ("+33 (0)6.12.34.56.78", "FR", "+33612345678"),
        ("0033612345678", "FR", "+33612345678"),
        ("07400 123456", "GB", "+447400123456"),
        ("+44 7400 123456", "FR", "+447400123456"),
        ("06 12 34 56", "FR", ""),
        ("06 12 34 56 78", "", ""),
        ("no number", "FR", ""),
        ("", "FR", ""),
    ],
)
def test_e164(typed, country, number):
    assert e164(typed, country) == number


@pytest.mark.parametrize(
    ("number", "is_mobile"),
    [
        ("+33612345678", True),
        ("+33140205050", False),
        ("+33899123456", False),  # premium
        ("+12015550123", True),  # North America does not part them
    ],
)
def test_takes_sms(number, is_mobile):
    assert takes_sms(number) is is_mobile


def test_country_of_a_number():
    assert [country_of(each) for each in ("+33612345678", "+447400123456", "+80012345678")] == [
        "FR",
        "GB",
        "001",
    ]


def test_a_number_is_never_taken_for_an_address(db):
    number = "+33612345678"
    assert normalised(number) == "tel:+33612345678"
    assert normalised("tel:+33612345678") != normalised(number)
    person = person_for(number)
    assert find_person(number) == person
    assert [find_person(each) for each in (f"tel:{number}", f"{number}@", f"@{number}")] == [
        None
    ] * 3
