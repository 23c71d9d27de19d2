import pytest
from django.core.exceptions import ImproperlyConfigured

from shop.ways_to_pay import bic, iban, stripe_capture, transfer_days


def test_stripe_takes_money_at_once_or_when_told():
    assert [stripe_capture(each) for each in ("automatic", "manual")] == ["automatic", "manual"]
    with pytest.raises(ImproperlyConfigured, match="must be automatic or manual"):
        stripe_capture("later")


@pytest.mark.parametrize(
    ("text", "value"),
    [("", ""), ("FR14 2004 1010 0505 0001 3M02 606", "FR1420041010050500013M02606")],
)
def test_an_iban_is_kept_without_spaces(text, value):
    assert iban(text) == value


@pytest.mark.parametrize("text", ["FR14 2004 1010 0505 0001 3M02 607", "FR14", "x", "DE00"])
def test_what_is_no_iban_stops_the_start(text):
    with pytest.raises(ImproperlyConfigured, match=f"TRANSFER_IBAN is '{text}', which is no IBAN"):
        iban(text)


def test_the_account_of_the_demo_has_an_iban_that_is_one(settings):
    assert iban(settings.TRANSFER_IBAN) == settings.TRANSFER_IBAN
    assert bic(settings.TRANSFER_BIC) == settings.TRANSFER_BIC == "DEMOFRPPXXX"


@pytest.mark.parametrize("text", ["BNP", "bnpafrpp", "BNPAFRPPXX"])
def test_what_is_no_bic_stops_the_start(text):
    with pytest.raises(ImproperlyConfigured, match="TRANSFER_BIC is"):
        bic(text)


def test_an_order_waits_long_enough_for_its_transfer():
    assert transfer_days(5) == 5
    with pytest.raises(ImproperlyConfigured, match="it must be 5 or more"):
        transfer_days(4)
