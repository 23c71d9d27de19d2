"""What Stripe tells by itself: signed, in any order, any number of times (M13)."""

import json

import pytest

from checkout.gateways.interface import Irrelevant, NotGenuine, Outcome, RefundOutcome
from checkout.gateways.stripe import gateway
from checkout.models import Order, ParkedEvent, Payment, PaymentEvent, RefundReason
from checkout.payments.refunding import ask_refund
from shop.core import clock
from shop.core.messaging.models import Message
from tests.checkout.gateways.stripe import events
from tests.checkout.gateways.stripe.conftest import signed
from tests.factories import DeliveryMethodFactory, VariantFactory
from tests.orders import pay, ready_order
from tests.shopper import Shopper
from tests.stripe_peer import use_stripe

pytestmark = pytest.mark.django_db

NOTIFY = "/checkout/notify/stripe/"
YEAR = 365 * 24 * 3600
NOW = int(clock.now().timestamp())


@pytest.fixture(autouse=True)
def _shop(settings):
    use_stripe(settings, "http://127.0.0.1:9", "http://127.0.0.1:9")  # where nobody answers


@pytest.fixture
def payment(db):
    """A payment that Stripe knows, of an order that waits for it."""
    begun = pay(ready_order({VariantFactory(): 2}, method=DeliveryMethodFactory()))
    Payment.objects.update(gateway="stripe", bank_ref="pi_1")
    begun.refresh_from_db()
    return begun


def notify(event, **more):
    body, headers = signed(event, **more)
    kind = "application/json"
    return Shopper().client.post(NOTIFY, data=body, content_type=kind, headers=headers).status_code


def failed(code, decline_code=None):
    error = {"type": "card_error", "code": code, "decline_code": decline_code}
    return {"status": "requires_payment_method", "last_payment_error": error}


@pytest.mark.parametrize(
    ("kind", "said", "outcome", "error"),
    [
        ("succeeded", {}, Outcome.SUCCEEDED, ""),
        ("processing", {"status": "processing"}, Outcome.PENDING, ""),
        (
            "amount_capturable_updated",
            {"status": "requires_capture", "amount_capturable": 3070},
            Outcome.AUTHORISED,
            "",
        ),
        ("canceled", {"status": "canceled"}, Outcome.CANCELLED, ""),
        (
            "payment_failed",
            failed("card_declined", "insufficient_funds"),
            Outcome.FAILED,
            "no_funds",
        ),
        (
            "payment_failed",
            failed("payment_intent_authentication_failure"),
            Outcome.FAILED,
            "not_confirmed",
        ),
    ],
)
def test_an_event_of_a_payment_is_read(payment, kind, said, outcome, error):
    event = events.event(f"payment_intent.{kind}", events.intent(payment, **said))
    heard = gateway.read(*signed(event))
    assert (heard.ref, heard.event_id) == (str(payment.ref), event["id"])
    report = heard.report
    assert (report.outcome, report.amount, report.currency) == (outcome, 3070, "EUR")
    assert (report.error, report.event_id) == (error, event["id"])


def test_what_was_taken_counts_not_what_was_asked_for(payment):
    said = events.intent(payment, amount_received=3000)
    report = gateway.read(*signed(events.event("payment_intent.succeeded", said))).report
    assert report.amount == 3000


@pytest.mark.parametrize(
    ("status", "outcome", "error"),
    [
        ("pending", RefundOutcome.PENDING, ""),
        ("requires_action", RefundOutcome.PENDING, ""),
        ("succeeded", RefundOutcome.SUCCEEDED, ""),
        ("failed", RefundOutcome.FAILED, "lost_or_stolen_card"),
        ("canceled", RefundOutcome.FAILED, "canceled"),
    ],
)
def test_an_event_of_a_refund_is_read(payment, status, outcome, error):
    Payment.objects.update(state="succeeded")
    refund = ask_refund(payment=payment, amount=1000, seen_refunded=0, reason=RefundReason.STAFF)
    why = {"failure_reason": "lost_or_stolen_card"} if status == "failed" else {}
    heard = gateway.read(
        *signed(events.event("refund.updated", events.refund(refund, status, **why)))
    )
    assert (heard.ref, heard.refund_ref) == (str(payment.ref), str(refund.ref))
    report = heard.refund
    assert (report.outcome, report.amount, report.error) == (outcome, 1000, error)
    assert report.bank_ref == "re_1MoqxPLgUG5tbmjcQm7b0eqG"


def test_a_charge_that_was_given_back_only_lets_the_shop_ask(payment):
    event = events.event("charge.refunded", events.charge(payment))
    heard = gateway.read(*signed(event))
    assert (heard.ref, heard.report, heard.refund) == (str(payment.ref), None, None)


@pytest.mark.parametrize("kind", ["payment_intent.created", "charge.succeeded", "payout.paid", 7])
def test_what_the_shop_has_no_use_for_is_irrelevant(payment, kind):
    with pytest.raises(Irrelevant):
        gateway.read(*signed(events.event(kind, events.intent(payment))))


@pytest.mark.parametrize("metadata", [{}, None, {"payment": ""}])
def test_what_others_do_with_the_same_account_is_irrelevant(payment, metadata):
    said = events.intent(payment, metadata=metadata)
    assert notify(events.event("payment_intent.succeeded", said)) == 204
    assert (Payment.objects.get().state, ParkedEvent.objects.count()) == ("started", 0)


def test_a_refund_that_was_made_by_hand_at_stripe_is_irrelevant(payment):
    refund = payment.refunds.model(payment=payment, amount=1000)
    said = events.refund(refund, metadata={"payment": str(payment.ref)})
    with pytest.raises(Irrelevant):
        gateway.read(*signed(events.event("refund.updated", said)))


def test_an_event_places_the_order_once(payment):
    event = events.event("payment_intent.succeeded", events.intent(payment))
    late = events.event(
        "payment_intent.payment_failed", events.intent(payment, **failed("card_declined"))
    )
    for said in (event, event, late, event):
        assert notify(said) == 204
    assert Order.objects.get().state == "paid"
    assert PaymentEvent.objects.filter(event_id=event["id"]).count() == 1
    assert Message.objects.filter(kind="order.confirmed").count() == 1


def test_an_event_of_a_payment_that_is_not_known_yet_is_kept(payment):
    stray = Payment(amount=1, currency="EUR")
    assert notify(events.event("payment_intent.succeeded", events.intent(stray))) == 204
    assert ParkedEvent.objects.values_list("gateway", "ref").get() == ("stripe", str(stray.ref))


@pytest.mark.parametrize(
    "more",
    [
        {"secret": "whsec_of_another"},
        {"at": NOW - YEAR},
        {"at": NOW - 301},
    ],
)
def test_what_stripe_has_not_signed_just_now_is_refused(payment, more):
    event = events.event("payment_intent.succeeded", events.intent(payment))
    body, headers = signed(event, **more)
    with pytest.raises(NotGenuine):
        gateway.read(body, headers)
    assert notify(event, **more) == 400
    assert Payment.objects.get().state == "started"


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Stripe-Signature": ""},
        {"Stripe-Signature": "t=1"},
        {"Stripe-Signature": "t=x,v1=y"},
        {"Stripe-Signature": f"t={NOW},v1=é"},
        {"Stripe-Signature": f"t={NOW},v0=0"},
    ],
)
def test_a_signature_that_is_none_is_refused(payment, headers):
    body, _headers = signed(events.event("payment_intent.succeeded", events.intent(payment)))
    with pytest.raises(NotGenuine):
        gateway.read(body, headers)


def test_a_signature_is_of_the_body_as_it_came(payment):
    event = events.event("payment_intent.succeeded", events.intent(payment))
    body, headers = signed(event)
    again = json.dumps(json.loads(body), indent=1).encode()
    for other in (again, body + b" ", body.replace(b"3070", b"3071"), b"\xff"):
        with pytest.raises(NotGenuine):
            gateway.read(other, headers)


def test_without_a_secret_nothing_is_believed(payment, settings):
    settings.STRIPE_WEBHOOK_SECRET = ""
    event = events.event("payment_intent.succeeded", events.intent(payment))
    with pytest.raises(NotGenuine):
        gateway.read(*signed(event, secret=""))


@pytest.mark.parametrize(
    "event",
    [
        [],
        {},
        {"id": "evt_1", "type": "payment_intent.succeeded", "data": {}},
        {"id": "evt_1", "type": "payment_intent.succeeded", "data": {"object": "pi_1"}},
        {
            "id": "evt_1",
            "type": "payment_intent.succeeded",
            "data": {"object": {"metadata": {"payment": "x"}, "status": "reversed"}},
        },
    ],
)
def test_what_makes_no_sense_is_refused(payment, event):
    with pytest.raises(ValueError, match=r"^$"):
        gateway.read(*signed(event))
    assert notify(event) == 400
