import pytest
from django.utils.translation import override

from checkout.addresses.forms import AddressForm
from checkout.addresses.writing import written
from checkout.models import Address

PARIS = {
    "country": "FR",
    "name": "  Zoé  Démo ",
    "line1": "1 rue des essais",
    "line2": "",
    "postcode": "75011",
    "city": "paris",
}


def form(made_for="FR", **data):
    given = {f"delivery-{name}": value for name, value in (PARIS | data).items()}
    return AddressForm(
        given,
        prefix="delivery",
        country=made_for,
        countries=[("FR", "France"), ("US", "United States")],
        section="shipping",
        asks_phone=True,
    )


def test_an_address_is_kept_as_it_was_typed():
    filled = form(phone="01 23 45 67 89")
    assert filled.is_valid()
    address = filled.address()
    assert (address["name"], address["city"]) == ("Zoé  Démo", "paris")
    assert (address["phone"], address["country"], address["area"]) == ("01 23 45 67 89", "FR", "")


@pytest.mark.parametrize(
    ("data", "field", "words"),
    [
        ({"postcode": "750"}, "postcode", "This is not a postcode of France. An example: 33380."),
        ({"postcode": ""}, "postcode", "Please fill this in: a parcel needs it."),
        ({"name": ""}, "name", "Please fill this in: a parcel needs it."),
        ({"country": "DE"}, "country", "We do not deliver there yet."),
        (
            {"phone": "123"},
            "phone",
            "This is not a phone number that exists. An example: 01 23 45 67 89.",
        ),
        ({"phone": "call me"}, "phone", "This is not a phone number that exists."),
        ({"name": "x" * 121}, "name", "Ensure this value has at most 120 characters"),
        ({"line1": "a\0b"}, "line1", "Null characters are not allowed."),
    ],
)
def test_a_mistake_names_the_field_the_cause_and_the_way_out(data, field, words):
    with override("en"):
        filled = form(**data)
        assert not filled.is_valid()
        assert list(filled.errors) == [field]
        assert filled.errors[field][0].startswith(words)


@pytest.mark.parametrize(
    "text", ["Zoë 🍵", "שלום עולם", "\u200fمرحبا", "O’Brien-Łukasz", "<b>x</b>"]
)
def test_a_name_may_be_any_text(text):
    filled = form(name=text, line1=text)
    assert filled.is_valid()
    assert filled.address()["line1"] == text


@pytest.mark.parametrize("phone", ["+44 20 7946 0958", "+33123456789", "01.23.45.67.89"])
def test_a_phone_may_be_written_in_any_way_and_of_any_country(phone):
    assert form(phone=phone).is_valid()


def test_fields_can_be_filled_by_the_browser():
    fields = form().fields
    tokens = {name: fields[name].widget.attrs["autocomplete"] for name in fields}
    assert tokens == {
        "country": "shipping country",
        "name": "shipping name",
        "company": "shipping organization",
        "line1": "shipping address-line1",
        "line2": "shipping address-line2",
        "postcode": "shipping postal-code",
        "city": "shipping address-level2",
        "phone": "shipping tel",
    }


def test_a_state_is_chosen_from_a_list():
    filled = form("US", country="US", postcode="95014", area="CA")
    assert filled.is_valid()
    assert ("CA", "California") in filled.fields["area"].choices
    assert not form("US", country="US", postcode="95014", area="ZZ").is_valid()


@pytest.mark.parametrize(
    ("fields", "lines"),
    [
        (
            {"country": "FR", "line2": "2e étage", "postcode": "75011", "city": "paris"},
            "Zoé\n1 rue\n2e étage\n75011 paris\nFrance",
        ),
        (
            {"country": "US", "city": "Cupertino", "area": "CA", "postcode": "95014"},
            "Zoé\n1 rue\nCupertino, CA 95014\nUnited States",
        ),
        (
            {"country": "GB", "company": "Firm", "city": "London"},
            "Zoé\nFirm\n1 rue\nLondon\nUnited Kingdom",
        ),
        ({"country": "FR", "city": "{city}"}, "Zoé\n1 rue\n{city}\nFrance"),
    ],
)
def test_an_address_is_written_as_its_country_writes_it(fields, lines):
    with override("en"):
        assert written(Address(name="Zoé", line1="1 rue", **fields)) == lines
