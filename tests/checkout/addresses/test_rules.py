import pytest
from django.utils.translation import override

from checkout.addresses.rules import LABELS, mistakes, rules_for
from shop.core.countries import country_choices


@pytest.mark.parametrize(
    ("country", "order"),
    [
        ("FR", ["name", "company", "line1", "postcode", "city"]),
        ("DE", ["name", "company", "line1", "postcode", "city"]),
        ("GB", ["name", "company", "line1", "city", "postcode"]),
        ("US", ["name", "company", "line1", "city", "area", "postcode"]),
        ("IE", ["name", "company", "line1", "district", "city", "area", "postcode"]),
    ],
)
def test_fields_stand_in_the_order_of_the_country(country, order):
    assert [name for name in rules_for(country).order if name != "sorting_code"] == order


@pytest.mark.parametrize(
    ("country", "labels"),
    [
        ("FR", {"postcode": "Postcode", "city": "Town or city"}),
        ("US", {"postcode": "ZIP code", "area": "State"}),
        ("GB", {"postcode": "Postcode", "city": "Post town"}),
        ("IE", {"postcode": "Eircode", "area": "County"}),
    ],
)
def test_fields_have_the_names_of_the_country(country, labels):
    with override("en"):
        found = rules_for(country).labels
        assert {name: str(found[name]) for name in labels} == labels


@pytest.mark.parametrize(
    ("country", "fields", "wrong"),
    [
        ("FR", {"line1": "1 rue", "postcode": "75011", "city": "Paris"}, {}),
        ("FR", {"line1": "1 rue", "postcode": "750", "city": "Paris"}, {"postcode": "invalid"}),
        ("FR", {"line1": "1 rue", "city": "Paris"}, {"postcode": "required"}),
        ("GB", {"line1": "1 Rd", "postcode": "sw1a 1aa", "city": "London"}, {}),
        ("IE", {"line1": "1 Rd", "city": "Cork"}, {}),  # many have no Eircode at hand
        ("US", {"line1": "1 St", "city": "A", "postcode": "95014"}, {"area": "required"}),
        (
            "US",
            {"line1": "1 St", "city": "A", "postcode": "95014", "area": "XX"},
            {"area": "invalid"},
        ),
        ("HK", {"line1": "1 Road", "area": "Kowloon", "city": "Any town"}, {}),
    ],
)
def test_mistakes_are_those_of_the_country(country, fields, wrong):
    assert mistakes(country, {"name": "Zoé", **fields}) == wrong


def test_every_country_that_can_be_chosen_has_rules_and_names():
    with override("en"):
        choices = country_choices(None)
    assert len(choices) > 200
    for code, _name in choices:
        rules = rules_for(code)
        assert rules.order[0] == "name"
        assert set(rules.required) <= set(rules.order)
        assert {str(label) for label in rules.labels.values()} <= {str(v) for v in LABELS.values()}


@pytest.mark.parametrize("code", ["XX", "", "FRA", "../all", "ZZ"])
def test_what_is_no_country_has_no_rules(code):
    with pytest.raises(ValueError, match="not a valid country"):
        rules_for(code)
