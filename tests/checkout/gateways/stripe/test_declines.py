import pytest

from checkout.gateways.stripe.declines import payment_error


@pytest.mark.parametrize(
    ("code", "decline_code", "error"),
    [
        ("card_declined", "insufficient_funds", "no_funds"),
        ("card_declined", "withdrawal_count_limit_exceeded", "limit"),
        ("card_declined", "card_velocity_exceeded", "limit"),
        ("card_declined", "generic_decline", "declined"),
        ("card_declined", "stolen_card", "declined"),
        ("card_declined", "fraudulent", "declined"),
        ("card_declined", "expired_card", "expired_card"),
        ("card_declined", "issuer_not_available", "timed_out"),
        ("card_declined", None, "declined"),
        ("expired_card", None, "expired_card"),
        ("incorrect_cvc", "incorrect_cvc", "wrong_code"),
        ("invalid_cvc", None, "wrong_code"),
        ("incorrect_number", None, "wrong_number"),
        ("invalid_number", None, "wrong_number"),
        ("processing_error", None, "timed_out"),
        ("authentication_required", "authentication_required", "not_confirmed"),
        ("payment_intent_authentication_failure", None, "not_confirmed"),
        ("something_new", "something_newer", "declined"),
    ],
)
def test_a_reason_is_told_in_the_shops_words(code, decline_code, error):
    assert payment_error({"code": code, "decline_code": decline_code}) == error


@pytest.mark.parametrize("said", [None, {}, {"code": None}])
def test_no_reason_is_declined(said):
    assert payment_error(said) == "declined"
