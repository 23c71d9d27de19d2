import json

import pytest
import stripe

from checkout.gateways.stripe import gateway as bank
from checkout.payments.paying import start_payment
from checkout.payments.ways import Way
from tests.factories import DeliveryMethodFactory, VariantFactory
from tests.orders import ready_order
from tests.stripe_peer import WEBHOOK_SECRET, peer, use_stripe, wire  # noqa: F401 - fixtures


@pytest.fixture
def stripe_shop(settings, wire, peer, monkeypatch):  # noqa: F811
    """The shop takes cards, of a server like Stripe behind ``wire``."""
    monkeypatch.setattr(stripe.HTTPClient, "INITIAL_DELAY", 0.01)  # seconds before the second try
    use_stripe(settings, wire.url, peer.url)


@pytest.fixture
def payment(db, stripe_shop):
    """A payment of 30.70 that was begun at Stripe."""
    order = ready_order({VariantFactory(): 2}, method=DeliveryMethodFactory())
    return start_payment(order=order, way=Way("stripe"), shown_total=3070)


@pytest.fixture
def gateway():
    return bank


def signed(event, *, at=None, secret=WEBHOOK_SECRET):
    """Return body and headers as Stripe sends an event; ``at`` is when it was signed, in seconds."""
    body = json.dumps(event)
    signature = stripe.WebhookSignature.generate_signature_header(body, secret, at)
    return body.encode(), {"Stripe-Signature": signature}


def once(matches):
    """Return a function that is true the first time that ``matches`` is."""
    left = [True]
    return lambda asked: bool(matches(asked) and left and left.pop())
