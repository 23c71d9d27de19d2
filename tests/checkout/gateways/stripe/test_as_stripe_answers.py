"""What is asked of Stripe itself, whose answers no server at hand gives: they are as it documents them."""

import json
from datetime import UTC, datetime, timedelta
from urllib.parse import unquote

import pytest

from checkout.gateways.interface import Outcome, Unreachable
from checkout.gateways.stripe import books, cards, client
from tests.checkout.gateways.stripe import events

pytestmark = [pytest.mark.slow, pytest.mark.enable_socket, pytest.mark.any_database]

# https://docs.stripe.com/api/errors, https://docs.stripe.com/declines/codes
NO_FUNDS = {"type": "card_error", "code": "card_declined", "decline_code": "insufficient_funds"}
WRONG_NUMBER = {"type": "card_error", "code": "incorrect_number", "param": "number"}
UNEXPECTED = {"type": "invalid_request_error", "code": "payment_intent_unexpected_state"}
KEY_IN_USE = {"type": "idempotency_error", "code": "idempotency_key_in_use"}


@pytest.fixture
def answers(payment, wire, monkeypatch):
    """Let Stripe answer: ``answers[path] = status, object``; else with the payment as it was made."""
    for module in (client, books):
        monkeypatch.setattr(module, "is_stripe", lambda: True)
    known = {"/v1/payment_methods": (200, {"id": "pm_1", "object": "payment_method"})}
    begun = 200, events.intent(payment, "requires_payment_method")

    def answer(handler):
        status, said = known.get(handler.path.partition("?")[0], begun)
        handler.reply(status, json.dumps(said).encode())

    wire.asked.clear()
    wire.spoils = answer
    return known


def confirm_path(payment):
    return f"/v1/payment_intents/{payment.bank_ref}/confirm"


def test_a_card_is_confirmed_so_that_a_browser_can_go_on(payment, wire, answers):
    waits = events.intent(payment, "requires_action", next_action={"type": "use_stripe_sdk"})
    answers[confirm_path(payment)] = 200, waits
    stands = cards.take(payment, "tok_1")
    assert (stands.report.outcome, stands.secret) == (Outcome.OPEN, waits["client_secret"])
    update = f"/v1/payment_intents/{payment.bank_ref}"
    assert [(asked.path, asked.form) for asked in wire.asked] == [
        ("/v1/payment_methods", {"type": "card", "card[token]": "tok_1"}),
        (update, {"payment_method": "pm_1"}),
        (confirm_path(payment), {"use_stripe_sdk": "true"}),
    ]
    assert wire.asked[-1].key == f"{payment.ref}:tok_1:confirm"


def test_the_reason_of_the_bank_is_told(payment, answers):
    answers[confirm_path(payment)] = 402, {"error": NO_FUNDS}
    report = cards.take(payment, "tok_1").report
    assert (report.outcome, report.error, report.amount) == (Outcome.FAILED, "no_funds", 3070)


def test_a_card_may_be_declined_before_it_is_confirmed(payment, wire, answers):
    answers["/v1/payment_methods"] = 402, {"error": WRONG_NUMBER}
    report = cards.take(payment, "tok_1").report
    assert (report.outcome, report.error) == (Outcome.FAILED, "wrong_number")
    assert wire.sent(confirm_path(payment)) == []


def test_what_stripe_refuses_is_not_asked_in_other_words(payment, wire, answers):
    answers[confirm_path(payment)] = 400, {"error": UNEXPECTED}
    answers[f"/v1/payment_intents/{payment.bank_ref}"] = 200, events.intent(payment)
    assert cards.take(payment, "tok_1").report.outcome is Outcome.SUCCEEDED  # in another tab
    assert len(wire.sent(confirm_path(payment))) == 1


def test_a_call_that_is_still_under_way_is_no_answer(payment, answers):
    answers[confirm_path(payment)] = 409, {"error": KEY_IN_USE}
    with pytest.raises(Unreachable):
        cards.take(payment, "tok_1")


def test_the_books_of_a_day_are_asked_for_by_their_day(payment, wire, answers, gateway):
    day = datetime(2026, 3, 4, tzinfo=UTC)
    noon = int(day.timestamp()) + 12 * 3600
    taken = events.charge(payment, created=noon, payment_intent=events.intent(payment))
    uncaptured = {**taken, "id": "ch_2", "captured": False}
    refund = payment.refunds.model(payment=payment, amount=1000)
    given = events.refund(refund, created=noon + 1)
    refused = {**given, "id": "re_2", "status": "failed"}
    page = {"object": "list", "has_more": False, "url": "/v1/x"}
    answers["/v1/charges"] = 200, {**page, "data": [uncaptured, taken]}
    answers["/v1/refunds"] = 200, {**page, "data": [refused, given]}
    entries = gateway.statement(day, day + timedelta(days=1))
    assert [(entry.ref, entry.amount, entry.at.timestamp()) for entry in entries] == [
        (str(payment.ref), 3070, noon),
        (str(refund.ref), -1000, noon + 1),
    ]
    created = "created[gte]=1772582400&created[lt]=1772668800&limit=100"
    assert [unquote(asked.path) for asked in wire.asked] == [
        f"/v1/charges?{created}&expand[0]=data.payment_intent",
        f"/v1/refunds?{created}",
    ]
