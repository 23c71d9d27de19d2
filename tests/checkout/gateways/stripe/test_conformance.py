"""Stripe keeps what every gateway promises, as far as a server like Stripe can show it."""

import hashlib
import hmac
import json
import threading
from contextlib import contextmanager

import pytest

from checkout.gateways import calling
from checkout.gateways.conformance import Conformance, Trouble
from checkout.gateways.conformance.paying import Capturing
from checkout.gateways.interface import Capability, Outcome
from checkout.gateways.stripe import cards, gateway
from checkout.models import PaymentState
from shop.core import clock
from tests.checkout.gateways.stripe import events
from tests.stripe_peer import DECLINED, PAYS, WEBHOOK_SECRET

pytestmark = [pytest.mark.slow, pytest.mark.enable_socket, pytest.mark.any_database]


class AtStripe:
    code = "stripe"
    typed = (PAYS,)

    @pytest.fixture(autouse=True)
    def _server(self, stripe_shop, peer, wire, monkeypatch):
        self.peer, self.wire, self.monkeypatch = peer, wire, monkeypatch
        wire.is_strict = True
        peer.forget()

    def shopper_accepts(self, payment):
        stands = cards.take(payment, self.peer.token(PAYS))
        return stands.report.outcome in (Outcome.SUCCEEDED, Outcome.AUTHORISED)

    def shopper_declines(self, payment):
        cards.take(payment, self.peer.token(DECLINED))

    def shopper_promises(self, payment):
        self.shopper_accepts(payment)


class TestStripe(AtStripe, Conformance):
    def notification_of(self, payment):
        said = self.peer.intent(payment.bank_ref)
        kind = "succeeded" if said["status"] == "succeeded" else "payment_failed"
        return self._sent(events.event(f"payment_intent.{kind}", said))

    def notification_of_refund(self, refund):
        (said,) = self.peer.given_back(refund.payment.bank_ref)
        return self._sent(events.event("refund.updated", said))

    def _sent(self, event):
        body = json.dumps(event).encode()
        return body, self.sign(body, at=clock.now())

    def sign(self, body, *, at, secret=""):
        second = int(at.timestamp())
        key = (secret or WEBHOOK_SECRET).encode()
        signature = hmac.new(key, b"%d.%s" % (second, body), hashlib.sha256).hexdigest()
        return {"Stripe-Signature": f"t={second},v1={signature}"}

    def irrelevant(self):
        return json.dumps(events.event("payout.paid", {"id": "po_1", "metadata": {}})).encode()

    @contextmanager
    def trouble(self, how):
        over = threading.Event()
        match how:
            case Trouble.DOWN:
                self.wire.spoils = lambda handler: setattr(handler, "close_connection", True)
            case Trouble.ERROR:
                self.wire.spoils = lambda handler: handler.reply(500, b'{"error": {}}')
            case Trouble.GARBAGE:
                self.wire.spoils = lambda handler: handler.reply(200, b"<html>", "text/html")
            case Trouble.SLOW:
                self.monkeypatch.setattr(calling, "PATIENCE", 0.1)
                self.wire.spoils = lambda _handler: over.wait(30)
            case Trouble.LOST:
                self.wire.loses = lambda _asked: True
        try:
            yield
        finally:
            over.set()
            self.wire.spoils = self.wire.loses = None


class TestStripeThatOnlyPromises(AtStripe, Capturing):
    pytestmark = pytest.mark.django_db

    @pytest.fixture(autouse=True)
    def _manual(self, _server, settings):
        settings.STRIPE_CAPTURE = gateway.MANUAL
        both = gateway.CAPABILITIES | {Capability.CAPTURE}
        self.monkeypatch.setattr(gateway, "CAPABILITIES", both)

    def test_what_is_promised_is_paid_once_it_is_taken(self):
        payment = self.paid()
        assert payment.state == PaymentState.SUCCEEDED
        assert self.bank.fetch(payment).outcome is Outcome.SUCCEEDED
