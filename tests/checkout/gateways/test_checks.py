import pytest

from checkout.gateways.checks import ways_to_pay_are_complete
from tests.stripe_peer import use_stripe


def said(settings):
    return [error.msg for error in ways_to_pay_are_complete()]


def test_the_ways_of_the_demo_are_complete(settings):
    assert said(settings) == []


def test_stripe_needs_its_keys(settings):
    settings.GATEWAYS = ["stripe"]
    settings.STRIPE_SECRET_KEY = "sk_test_x"
    assert said(settings) == [
        "stripe: STRIPE_PUBLISHABLE_KEY is not set.",
        "stripe: STRIPE_WEBHOOK_SECRET is not set.",
    ]
    use_stripe(settings, "http://127.0.0.1:9", "http://127.0.0.1:9")
    assert said(settings) == []


@pytest.mark.parametrize(("currency", "is_alike"), [("USD", True), ("JPY", True), ("ISK", False)])
def test_stripe_counts_the_currency_as_the_shop_does(settings, currency, is_alike):
    use_stripe(settings, "http://127.0.0.1:9", "http://127.0.0.1:9")
    settings.CURRENCY = currency
    words = f"stripe: Stripe counts {currency} in other units than this shop does."
    assert said(settings) == ([] if is_alike else [words])


def test_a_way_to_pay_that_does_not_exist_is_told(settings):
    settings.GATEWAYS = ["chequebook"]
    (words,) = said(settings)
    assert words.startswith("chequebook: this way to pay cannot be used: No module named ")
