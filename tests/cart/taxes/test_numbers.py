import pytest

from cart.taxes.numbers import NotANumber, country_of, normalised


@pytest.mark.parametrize(
    ("typed", "country", "expected"),
    [
        ("DE136695976", "DE", "DE136695976"),
        (" de 136.695-976 ", "DE", "DE136695976"),
        ("136695976", "DE", "DE136695976"),  # without its country: that of the bill
        ("EL094259216", "GR", "EL094259216"),
        ("GR 094259216", "GR", "EL094259216"),  # VIES knows Greece by its own name
        ("094259216", "GR", "EL094259216"),
        ("ATU13585627", "AT", "ATU13585627"),
        ("FR 61 954 506 077", "FR", "FR61954506077"),
        ("BE697449992", "BE", "BE0697449992"),  # from when they had nine digits
        ("ATU13585627", "DE", "ATU13585627"),  # valid, if not of that country
    ],
)
def test_a_number_is_written_as_vies_takes_it(typed, country, expected):
    assert normalised(typed, country=country) == expected
    assert normalised(expected, country=country) == expected


@pytest.mark.parametrize(
    ("typed", "country"),
    [
        ("", "DE"),
        ("DE", "DE"),
        ("DE136695977", "DE"),  # its check digit is wrong
        ("DE13669597", "DE"),
        ("136695976", "FR"),
        ("136695976", "US"),
        ("GB980780684", "GB"),
        ("XI980780684", "GB"),  # Northern Ireland is treated as the United Kingdom
        ("EU372022452", "DE"),  # a scheme for sellers from elsewhere
        ("CHE107787577IVA", "CH"),
        ("DE\0136695976", "DE"),
        ("<b>DE136695976</b>", "DE"),
    ],
)
def test_what_no_business_has_is_refused(typed, country):
    with pytest.raises(NotANumber):
        normalised(typed, country=country)


@pytest.mark.parametrize(
    ("number", "country"), [("DE136695976", "DE"), ("EL094259216", "GR"), ("XI1", ""), ("", "")]
)
def test_country_of_a_number_is_its_iso_code(number, country):
    assert country_of(number) == country
