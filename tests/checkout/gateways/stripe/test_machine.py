"""The walks of ``tests.checkout.payments.test_machine``, to a server that we did not write (S8.3).

Cards that pay, are declined, or ask the shopper's bank; a wire that is cut or loses answers;
deaths of the shop; events told in any order and again. In the end the money at the server is the
order's, or nobody's.
"""

from contextlib import contextmanager

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import strategies as st
from hypothesis.stateful import rule, run_state_machine_as_test

from checkout.gateways.stripe import gateway as bank
from checkout.models import Payment
from checkout.payments.asking import hear
from checkout.payments.links import return_token
from shop.core import clock
from tests.checkout.gateways.stripe import events
from tests.checkout.gateways.stripe.conftest import signed
from tests.checkout.payments.street import DEATHS, Street
from tests.checkout.payments.walk import Walk, numbers, troubles, walks
from tests.stripe_peer import ASKED_AND_DECLINED, ASKS_THE_BANK, DECLINED, PAYS

pytestmark = [pytest.mark.slow, pytest.mark.enable_socket, pytest.mark.any_database]

KINDS = {
    "succeeded": "payment_intent.succeeded",
    "canceled": "payment_intent.canceled",
    "requires_payment_method": "payment_intent.payment_failed",
}


class AtStripe(Street):
    """The street, with a server like Stripe at its end."""

    def __init__(self, peer, wire):
        super().__init__()
        self.peer, self.wire = peer, wire
        peer.forget()
        wire.kept.clear()

    def give_card(self, number, card, trouble):
        """Type a card on the shop's own page, which shows its browser the way on."""
        payment = self.payment(number)
        if payment is not None and payment.bank_ref:
            page = reverse("stripe-card", args=[return_token(payment)])
            with self.having(trouble):
                Client().post(page, {"token": self.peer.token(card)})

    def answer_bank(self, number, *, confirms):
        payment = self.payment(number)
        if payment is not None and payment.bank_ref:
            self.peer.at_the_bank(
                payment.bank_ref, confirms=confirms
            )  # refused where none is asked

    def notify(self, number, trouble):
        payment = self.payment(number)
        said = self.peer.intent(payment.bank_ref) if payment and payment.bank_ref else {}
        if said.get("status") in KINDS:
            body, headers = signed(
                events.event(KINDS[said["status"]], said), at=int(clock.now().timestamp())
            )
            with self.having(trouble):
                hear("stripe", bank.read(body, headers))

    def settle_down(self):
        for minutes in (1, *[20] * 6, 25 * 60, 2):
            self.wait(minutes, "none")
            for number in range(Payment.objects.count()):
                self.notify(number, "none")

    def kept_by_bank(self):
        refs = [ref for ref in Payment.objects.values_list("bank_ref", flat=True) if ref]
        paid = [each for each in map(self.peer.intent, refs) if each["status"] == "succeeded"]
        given = [refund["amount"] for ref in refs for refund in self.peer.given_back(ref)]
        return sum(each["amount"] for each in paid) - sum(given)

    @contextmanager
    def having(self, trouble):
        wire = self.wire
        match trouble:
            case "cut" | "dies calling":
                wire.spoils = lambda handler: setattr(handler, "close_connection", True)
            case "500":
                wire.spoils = lambda handler: handler.reply(500, b'{"error": {}}')
            case "garbage":
                wire.spoils = lambda handler: handler.reply(200, b"<html>", "text/html")
            case "answer lost" | "dies answered":
                wire.loses = lambda _asked: True
        try:
            with super().having(trouble if trouble in DEATHS else "none"):
                yield
        finally:
            wire.spoils = wire.loses = None


class Cards(Walk):
    peer = wire = None

    def street_to_walk(self):
        return AtStripe(self.peer, self.wire)

    @rule(trouble=troubles)
    def press(self, trouble):
        self.street.press("stripe", 10**9, trouble)

    @rule(
        number=numbers,
        card=st.sampled_from([PAYS, PAYS, DECLINED, ASKS_THE_BANK, ASKED_AND_DECLINED]),
        trouble=troubles,
    )
    def give_card(self, number, card, trouble):
        self.street.give_card(number, card, trouble)

    @rule(number=numbers, confirms=st.booleans())
    def answer_bank(self, number, confirms):
        self.street.answer_bank(number, confirms=confirms)


@pytest.mark.django_db
def test_cards_end_well_whatever_happens(stripe_shop, peer, wire, settings):
    settings.CARD_RATE_LIMIT = ""
    wire.is_strict = True
    Cards.peer, Cards.wire = peer, wire
    run_state_machine_as_test(Cards, settings=walks(25, 12))
