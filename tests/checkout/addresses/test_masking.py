import pytest

from checkout.addresses.masking import masked
from checkout.addresses.writing import written
from checkout.models import Address

HOME = {"name": "Zoé Démo", "line1": "1 rue des Essais", "line2": "Appt 2", "phone": "0612345678"}


@pytest.mark.parametrize(
    ("fields", "lines"),
    [
        (
            {"country": "FR", "postcode": "75011", "city": "Paris", "company": "Thé & Fils"},
            ["T••• ••• F•••", "Z••• D•••", "••••• P•••", "France"],
        ),
        (
            {"country": "US", "postcode": "94103", "city": "San Francisco", "area": "CA"},
            ["Z••• D•••", "S••• F•••, C••• •••••", "United States"],
        ),
        ({"country": "IE", "city": "Cork"}, ["Z••• D•••", "C•••", "Ireland"]),
    ],
)
def test_a_masked_address_is_known_again_and_tells_nothing(settings, fields, lines):
    settings.LANGUAGE_CODE = "en"
    address = Address(kind="delivery", is_complete=True, **HOME, **fields)
    assert written(masked(address)).split("\n") == lines


def test_only_what_is_masked_is_in_the_copy():
    address = Address(pk=7, kind="billing", is_complete=False, country="FR", **HOME)
    copy = masked(address)
    assert (copy.pk, copy.kind, copy.is_complete) == (None, "billing", False)
    assert (copy.line1, copy.line2, copy.phone, copy.order_id) == ("", "", "", None)
