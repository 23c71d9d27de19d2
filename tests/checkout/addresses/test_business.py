import pytest
from django.utils.translation import override

from checkout.addresses.business import BusinessForm, asks_vat_number


def form(number, country="DE"):
    return BusinessForm({"vat_number": number}, country=country)


@pytest.mark.parametrize(
    ("typed", "country", "kept"),
    [
        ("", "DE", ""),
        ("  ", "US", ""),
        ("de 136 695 976", "DE", "DE136695976"),
        ("136695976", "DE", "DE136695976"),
        ("GR094259216", "GR", "EL094259216"),
        ("FR61954506077", "MC", "FR61954506077"),  # a company in Monaco has a French number
    ],
)
def test_a_number_is_kept_as_vies_writes_it(typed, country, kept):
    filled = form(typed, country)
    assert filled.is_valid()
    assert filled.cleaned_data == {"vat_number": kept}


@pytest.mark.parametrize("typed", ["DE136695977", "hello", "CHE107787577IVA", "XI980780684"])
def test_a_number_that_does_not_exist_says_what_to_do(typed):
    with override("en"):
        filled = form(typed)
        filled.full_clean()
    assert filled.errors["vat_number"].as_data()[0].code == "invalid"
    assert "\n".join(filled.errors["vat_number"]) == (
        "No VAT number of the European Union looks like this. Please compare it with a bill of your "
        "company, or leave the field empty: then VAT is charged."
    )
    assert f'value="{typed}"' in str(filled["vat_number"])


def test_a_number_is_of_the_country_of_the_bill():
    with override("en"):
        filled = form("ATU13585627", "DE")
        filled.full_clean()
    assert filled.errors["vat_number"].as_data()[0].code == "other_country"
    assert "\n".join(filled.errors["vat_number"]) == (
        "This number is of Austria, and the bill goes to Germany. Please correct one of them: a bill "
        "without VAT goes to the country of the number."
    )


@pytest.mark.parametrize(("home", "asks"), [("FR", True), ("MC", True), ("CH", False)])
def test_only_a_shop_in_the_union_asks(settings, home, asks):
    settings.COUNTRY = home
    assert asks_vat_number() is asks
