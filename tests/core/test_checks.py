import pytest

from shop.core.checks import seller_on_invoices
from shop.environment import MADE_UP_SELLER


@pytest.mark.parametrize(
    ("unsaid", "named"),
    [
        ({}, []),
        ({"email": "", "registration": []}, []),
        ({"address": []}, ["SELLER_ADDRESS"]),
        ({"name": "", "vat_number": ""}, ["SELLER_NAME", "SELLER_VAT_NUMBER"]),
    ],
)
def test_invoices_say_who_sells(settings, unsaid, named):
    settings.SELLER = {"name": "Panier", **MADE_UP_SELLER, **unsaid}
    warnings = seller_on_invoices()
    assert [warning.id for warning in warnings] == ["panier.W002"][: len(named)]
    for warning in warnings:
        assert f"{', '.join(named)} missing" in warning.msg
        assert ".env" in warning.hint
