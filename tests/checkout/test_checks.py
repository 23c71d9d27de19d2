import pytest

from checkout.checks import account_for_transfers


@pytest.fixture
def production(settings):
    settings.GATEWAYS = ["transfer"]
    settings.TRANSFER_ACCOUNT_HOLDER, settings.TRANSFER_IBAN = "Panier SAS", "FR14"
    return settings


def test_a_shop_with_an_account_may_offer_transfers(production):
    assert account_for_transfers() == []


def test_one_without_an_account_may_not(production):
    production.TRANSFER_IBAN = production.TRANSFER_ACCOUNT_HOLDER = ""
    (error,) = account_for_transfers()
    assert error.id == "panier.E001"
    assert "TRANSFER_ACCOUNT_HOLDER, TRANSFER_IBAN missing" in error.msg


def test_one_that_offers_none_needs_none(production):
    production.GATEWAYS, production.TRANSFER_IBAN = ["testbank"], ""
    assert account_for_transfers() == []
