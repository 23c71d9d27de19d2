"""The verbs, at a server that behaves like Stripe."""

import threading
from datetime import timedelta

import pytest

from checkout.gateways import calling as calls
from checkout.gateways.interface import Outcome, RefundOutcome, Refused, Unreachable
from checkout.gateways.stripe import cards, client
from checkout.models import Payment, RefundReason
from checkout.payments.asking import ask_about
from checkout.payments.refunding import ask_refund, send_refunds
from shop.core import clock
from tests.checkout.gateways.stripe.conftest import once
from tests.stripe_peer import ASKED_AND_DECLINED, ASKS_THE_BANK, DECLINED, PAYS

pytestmark = [pytest.mark.slow, pytest.mark.enable_socket]

CREATE = "/v1/payment_intents"


def paid(payment, peer, number=PAYS):
    return cards.take(payment, peer.token(number))


def settled(payment, peer):
    paid(payment, peer)
    return ask_about(payment)


def test_a_payment_is_made_known_under_its_name(payment, wire):
    (asked,) = wire.sent(CREATE)
    assert asked.key == str(payment.ref)
    assert asked.form == {
        "amount": "3070",
        "currency": "eur",
        "capture_method": "automatic",
        "payment_method_types[0]": "card",
        "metadata[payment]": str(payment.ref),
        "metadata[order]": payment.order.reference,
    }
    assert asked.headers["stripe-version"] == client.API_VERSION
    assert payment.bank_ref.startswith("pi_")
    assert payment.redirect_url.startswith("/checkout/card/")


def test_what_got_lost_is_asked_again_under_the_same_name(payment, wire, gateway):
    wire.asked.clear()
    payment.bank_ref = ""  # the shop died before it had written it down
    wire.loses = once(lambda asked: asked.path == CREATE)
    gateway.start(payment, return_url="", notify_url="")
    assert [asked.key for asked in wire.sent(CREATE)] == [str(payment.ref)] * 2


def test_a_payment_that_is_known_at_the_bank_is_not_made_again(payment, wire, gateway):
    wire.asked.clear()
    begun = gateway.start(payment, return_url="", notify_url="")
    assert (begun.url, begun.bank_ref) == (payment.redirect_url, payment.bank_ref)
    assert wire.asked == []


@pytest.mark.parametrize(
    ("number", "outcome", "error"),
    [(PAYS, Outcome.SUCCEEDED, ""), (DECLINED, Outcome.FAILED, "declined")],
)
def test_a_card_pays_or_is_declined(payment, peer, gateway, number, outcome, error):
    assert gateway.fetch(payment).outcome is Outcome.OPEN
    stands = paid(payment, peer, number)
    assert (stands.report.outcome, stands.report.error, stands.secret) == (outcome, error, "")
    report = gateway.returned(payment, {})
    assert (report.outcome, report.amount, report.currency) == (outcome, 3070, "EUR")


@pytest.mark.parametrize(
    ("number", "confirms", "outcome", "error"),
    [
        (ASKS_THE_BANK, True, Outcome.SUCCEEDED, ""),
        (ASKS_THE_BANK, False, Outcome.FAILED, "not_confirmed"),
        (ASKED_AND_DECLINED, True, Outcome.FAILED, "declined"),
    ],
)
def test_the_bank_may_want_to_be_sure(payment, peer, gateway, number, confirms, outcome, error):
    stands = paid(payment, peer, number)
    assert stands.report.outcome is Outcome.OPEN
    assert stands.secret == peer.intent(payment.bank_ref)["client_secret"]
    assert cards.standing(payment) == stands
    peer.at_the_bank(payment.bank_ref, confirms=confirms)
    report = gateway.fetch(payment)
    assert (report.outcome, report.error) == (outcome, error)
    assert cards.standing(payment).secret == ""


def test_a_second_card_does_not_pay_twice(payment, peer):
    paid(payment, peer)
    again = paid(payment, peer)
    assert again.report.outcome is Outcome.SUCCEEDED
    intent = peer.intent(payment.bank_ref)
    assert [charge["amount"] for charge in intent["charges"]["data"]] == [3070]


def test_each_step_of_a_card_has_a_name(payment, peer, wire):
    token = peer.token(PAYS)
    wire.asked.clear()
    cards.take(payment, token)
    intent = f"{CREATE}/{payment.bank_ref}"
    assert [(asked.path, asked.key) for asked in wire.asked if asked.path != intent] == [
        ("/v1/payment_methods", f"{payment.ref}:{token}:card"),
        (f"/v1/tokens/{token}", None),
        (f"{intent}/confirm", f"{payment.ref}:{token}:confirm"),
        (f"{intent}/confirm", f"{payment.ref}:{token}:plainly"),
    ]


def test_what_is_called_off_stays_so(payment, peer, gateway):
    assert gateway.cancel(payment).outcome is Outcome.CANCELLED
    assert gateway.cancel(payment).outcome is Outcome.CANCELLED
    assert paid(payment, peer).report.outcome is Outcome.CANCELLED
    assert gateway.fetch(payment).outcome is Outcome.CANCELLED


def test_what_is_paid_cannot_be_called_off(payment, peer, gateway):
    paid(payment, peer)
    assert gateway.cancel(payment).outcome is Outcome.SUCCEEDED


def test_what_the_bank_asks_about_can_be_called_off(payment, peer, gateway):
    paid(payment, peer, ASKS_THE_BANK)
    assert gateway.cancel(payment).outcome is Outcome.CANCELLED
    assert peer.at_the_bank(payment.bank_ref, confirms=True) == 400


def test_what_stripe_never_heard_of_is_open_without_asking(payment, wire, gateway):
    wire.asked.clear()
    assert gateway.fetch(Payment(amount=3070, currency="EUR")).outcome is Outcome.OPEN
    assert wire.asked == []


def test_what_stripe_may_have_heard_of_is_called_off_under_its_name(payment, wire, gateway):
    wire.is_strict = True
    stray = Payment(order=payment.order, amount=3070, currency="EUR")
    assert gateway.cancel(stray).outcome is Outcome.CANCELLED
    assert wire.sent(CREATE)[-1].key == str(stray.ref)
    stray.bank_ref = gateway.start(stray, return_url="", notify_url="").bank_ref
    assert gateway.fetch(stray).outcome is Outcome.CANCELLED


def test_what_is_only_promised_is_taken_at_once(settings, payment, peer, gateway):
    settings.STRIPE_CAPTURE = "manual"
    payment.bank_ref = ""
    payment.bank_ref = gateway.start(payment, return_url="", notify_url="").bank_ref
    payment.save(update_fields=["bank_ref"])
    stands = paid(payment, peer)
    assert (stands.report.outcome, stands.report.amount) == (Outcome.AUTHORISED, 3070)
    assert ask_about(payment).state == "succeeded"
    assert peer.intent(payment.bank_ref)["status"] == "succeeded"
    assert gateway.capture(payment).outcome is Outcome.SUCCEEDED


def test_what_is_only_promised_can_be_let_go(settings, payment, peer, gateway):
    settings.STRIPE_CAPTURE = "manual"
    payment.bank_ref = ""
    payment.bank_ref = gateway.start(payment, return_url="", notify_url="").bank_ref
    paid(payment, peer)
    assert gateway.cancel(payment).outcome is Outcome.CANCELLED


def test_all_or_parts_are_given_back(payment, peer, wire):
    payment = settled(payment, peer)
    part = ask_refund(payment=payment, amount=1000, seen_refunded=0, reason=RefundReason.STAFF)
    rest = ask_refund(payment=payment, amount=2070, seen_refunded=1000, reason=RefundReason.STAFF)
    assert send_refunds(at=clock.now()) == 2
    asked = wire.sent("/v1/refunds")
    assert [(each.key, each.form) for each in asked] == [
        (
            str(refund.ref),
            {
                "payment_intent": payment.bank_ref,
                "amount": str(refund.amount),
                "metadata[refund]": str(refund.ref),
                "metadata[payment]": str(payment.ref),
            },
        )
        for refund in (part, rest)
    ]
    payment.refresh_from_db()
    assert (payment.refunded, payment.order.state) == (3070, "refunded")
    for refund in (part, rest):
        refund.refresh_from_db()
        assert (refund.state, refund.bank_ref[:3]) == ("succeeded", "re_")


def test_a_refund_that_was_made_before_a_crash_is_not_made_again(payment, peer, wire, gateway):
    payment = settled(payment, peer)
    refund = ask_refund(payment=payment, amount=3070, seen_refunded=0, reason=RefundReason.STAFF)
    first = gateway.refund(refund)
    again = gateway.refund(refund)  # nothing of it was written down
    refund.bank_ref = first.bank_ref
    assert first == again == gateway.refund(refund)
    assert (first.outcome, first.amount) == (RefundOutcome.SUCCEEDED, 3070)
    assert len(wire.sent("/v1/refunds")) == 1


def test_a_refund_that_stripe_refuses_is_for_staff(payment, peer, gateway):
    payment = settled(payment, peer)
    refund = ask_refund(payment=payment, amount=3070, seen_refunded=0, reason=RefundReason.STAFF)
    refund.amount = -1
    report = gateway.refund(refund)
    assert (report.outcome, report.error) == (RefundOutcome.FAILED, "Bad request")


def test_the_books_tell_what_moved(payment, peer, gateway):
    payment = settled(payment, peer)
    refund = ask_refund(payment=payment, amount=1000, seen_refunded=0, reason=RefundReason.STAFF)
    given = gateway.refund(refund)
    now = clock.now()
    entries = gateway.statement(now - timedelta(minutes=1), now + timedelta(minutes=1))
    ours = [entry for entry in entries if entry.ref in (str(payment.ref), str(refund.ref))]
    assert [(entry.ref, entry.amount, entry.currency) for entry in ours] == [
        (str(payment.ref), 3070, "EUR"),
        (str(refund.ref), -1000, "EUR"),
    ]
    assert ours[1].bank_ref == given.bank_ref
    assert gateway.statement(now - timedelta(days=2), now - timedelta(days=1)) == []


def _html(handler):
    handler.reply(200, b"<html>Bad gateway</html>", "text/html")


def _list(handler):
    handler.reply(200, b"[1, 2]")


def _nothing(handler):
    handler.reply(200, b"{}")


def _broken(handler):
    handler.reply(503, b'{"error": {"type": "api_error"}}')


def _forbidden(handler):
    handler.reply(401, b'{"error": {"type": "invalid_request_error"}}')


def _busy(handler):
    handler.reply(429, b'{"error": {"code": "rate_limit"}}')


def _unknown(handler):
    handler.reply(200, b'{"id": "pi_1", "status": "reversed", "amount": 1, "currency": "eur"}')


def _too_small(handler):
    error = b'{"error": {"type": "invalid_request_error", "code": "amount_too_small"}}'
    handler.reply(400, error)


def test_an_amount_that_stripe_does_not_take_is_refused_for_good(payment, wire, gateway):
    wire.spoils = _too_small
    fresh = Payment(order=payment.order, amount=1, currency="EUR")
    with pytest.raises(Refused):
        gateway.start(fresh, return_url="", notify_url="")
    assert gateway.cancel(fresh).outcome is Outcome.CANCELLED


def _cut(handler):
    handler.close_connection = True


@pytest.mark.parametrize(
    "spoils", [_html, _list, _nothing, _broken, _forbidden, _busy, _unknown, _cut]
)
def test_what_is_no_answer_is_no_answer(payment, wire, gateway, spoils):
    refund = payment.refunds.model(payment=payment, amount=1)
    now = clock.now()
    wire.spoils = spoils
    fresh = Payment(order=payment.order, amount=1, currency="EUR")
    asks = [
        lambda: gateway.fetch(payment),
        lambda: gateway.cancel(payment),
        lambda: gateway.capture(payment),
        lambda: gateway.refund(refund),
        lambda: cards.take(payment, "tok_1"),
    ]
    if spoils is not _unknown:  # what follows reads less of it
        asks += [
            lambda: gateway.start(fresh, return_url="", notify_url=""),
            lambda: gateway.statement(now, now),
        ]
    for ask in asks:
        with pytest.raises(Unreachable):
            ask()


def test_stripe_is_not_waited_for(payment, wire, gateway, monkeypatch):
    monkeypatch.setattr(calls, "PATIENCE", 0.1)
    over = threading.Event()
    wire.spoils = lambda _handler: over.wait(30)
    try:
        with pytest.raises(Unreachable):
            gateway.fetch(payment)
    finally:
        over.set()
    assert len(wire.asked) == 1 + 2
