"""The shop's own page for a card, and all that follows from it (S8.1, S8.2, S8.3)."""

import logging
import re
import time

import pytest

from checkout.gateways.interface import Outcome, Report, Unreachable
from checkout.gateways.stripe import cards
from checkout.gateways.stripe import gateway as stripe_gateway
from checkout.models import Order, Payment, PaymentEvent
from checkout.payments.expiring import release_expired
from checkout.payments.links import return_token
from shop.core import clock as shop_clock
from shop.core.messaging.models import Message
from tests.checkout.gateways.stripe.conftest import once
from tests.orders import masked_browser
from tests.shopper import Shopper
from tests.stripe_peer import ASKED_AND_DECLINED, ASKS_THE_BANK, DECLINED, PAYS

pytestmark = [
    pytest.mark.slow,
    pytest.mark.enable_socket,
    pytest.mark.django_db,
    pytest.mark.usefixtures("stripe_shop"),
]

PERSONAL = ("zoe@demo.example", "Zoé", "rue des Essais", "75011")


@pytest.fixture
def at_card(shopper, variant):
    """A shopper who sees the card page."""
    return choose_card(shopper.come_to_payment(variant))


def choose_card(shopper):
    form = {"shown_total": shopper.shown_total, "gateway": "stripe"}
    return shopper.post("/checkout/payment/", form)


def card_path():
    return f"/checkout/card/{return_token(Payment.objects.latest('pk'))}/"


def give(shopper, token):
    """Do what the page's script does with a card."""
    return shopper.post(card_path(), {"token": token})


def bank_ref():
    return Payment.objects.latest("pk").bank_ref


def unreachable(*_args):
    raise Unreachable


def states():
    payments = Payment.objects.order_by("pk").values_list("state", "error")
    return [*payments], Order.objects.get().state


def test_the_page_says_what_is_charged_and_of_whom_nothing(at_card):
    assert at_card.place == card_path()
    assert "charges €17.80, once, for order" in at_card.text
    assert at_card.find("pay-card") == "Pay €17.80"
    assert at_card.find("no-script").startswith("To pay by card your browser has to run")
    assert 'data-secret=""' in at_card.page.text
    assert 'href="/checkout/payment/"' in at_card.page.text
    elsewhere = Shopper().get(card_path())
    assert elsewhere.find("pay-card") == "Pay €17.80"
    assert elsewhere.find("other-way") is None
    for page in (at_card.page, elsewhere.page):
        assert [word for word in PERSONAL if word in page.text] == []


def test_only_this_page_lets_stripe_in(at_card, peer, wire):
    policies = {
        name: sources.split()
        for name, *sources in (
            part.strip().split(" ", 1)
            for part in at_card.page["content-security-policy"].split(";")
            if " " in part.strip()
        )
        for sources in sources
    }
    own = ["https://js.stripe.com", "https://*.js.stripe.com"]
    assert policies["script-src"] == ["'self'", peer.url]
    assert policies["frame-src"] == ["'self'", peer.url, *own, "https://hooks.stripe.com"]
    assert policies["connect-src"] == ["'self'", wire.url, peer.url]
    assert policies["style-src"] == ["'self'"]
    other = at_card.get("/checkout/payment/").page["content-security-policy"]
    assert peer.url not in other
    assert "stripe" not in other


def test_of_stripe_itself_no_more_is_let_in_than_it_needs(at_card, settings):
    settings.STRIPE_JS_URL = "https://js.stripe.com/v3/"
    policy = at_card.get(card_path()).page["content-security-policy"]
    assert "script-src 'self' https://js.stripe.com https://*.js.stripe.com;" in policy
    assert "unsafe" not in policy


def test_a_card_pays_the_order(at_card, peer):
    give(at_card, peer.token(PAYS))
    assert at_card.place == "/checkout/done/"
    assert at_card.find("charged") == "€17.80"
    assert states() == ([("succeeded", "")], "paid")
    assert at_card.get(card_path()).place == "/checkout/done/"
    assert Message.objects.filter(kind="order.confirmed").count() == 1


def test_a_card_declined_in_one_tab_and_another_accepted_in_the_next(at_card, peer, monkeypatch):
    paid = Payment.objects.get()
    cards.take(paid, peer.token(PAYS))
    declined = Report(outcome=Outcome.FAILED, amount=1780, currency="EUR", error="declined")
    monkeypatch.setattr(cards, "take", lambda *_said: cards.Standing(declined))
    monkeypatch.setattr(stripe_gateway, "returned", unreachable)  # its way back is lost
    give(at_card, "tok_of_another")
    assert states() == ([("succeeded", "")], "paid")


def test_a_card_pressed_twice_pays_once(at_card, peer):
    token = peer.token(PAYS)
    ref = bank_ref()
    for _ in range(2):
        assert give(at_card, token).place == "/checkout/done/"
    assert len(peer.intent(ref)["charges"]["data"]) == 1
    assert states() == ([("succeeded", "")], "paid")


def test_a_declined_card_leads_back_with_the_words_and_another_one_pays(at_card, peer):
    declined = bank_ref()
    give(at_card, peer.token(DECLINED))
    assert at_card.place == "/checkout/payment/"
    assert "Your bank declined the payment. It does not tell us why." in at_card.text
    assert "Nothing was charged" in at_card.text
    assert peer.intent(declined)["status"] == "canceled"
    assert states() == ([("failed", "declined")], "awaiting_payment")
    choose_card(at_card)
    assert bank_ref() != declined
    give(at_card, peer.token(PAYS))
    assert at_card.place == "/checkout/done/"
    assert states() == ([("failed", "declined"), ("succeeded", "")], "paid")


def test_the_bank_is_asked_and_confirms(at_card, peer):
    give(at_card, peer.token(ASKS_THE_BANK))
    assert at_card.page.redirect_chain == [(f"{card_path()}?now=1", 302)]
    assert "Your bank wants to be sure that it is you who pays €17.80" in at_card.text
    secret = peer.intent(bank_ref())["client_secret"]
    assert f'data-secret="{secret}" data-at-once' in at_card.page.text
    assert "no-store" in at_card.page["cache-control"]
    assert states() == ([("started", "")], "awaiting_payment")
    peer.at_the_bank(bank_ref(), confirms=True)
    assert at_card.get(f"/checkout/return/{card_path().split('/')[3]}/").place == "/checkout/done/"
    assert states() == ([("succeeded", "")], "paid")


@pytest.mark.parametrize(
    ("number", "confirms", "error"),
    [(ASKS_THE_BANK, False, "not_confirmed"), (ASKED_AND_DECLINED, True, "declined")],
)
def test_the_bank_is_asked_and_says_no(at_card, peer, number, confirms, error):
    give(at_card, peer.token(number))
    peer.at_the_bank(bank_ref(), confirms=confirms)
    assert at_card.get(card_path()).place == "/checkout/payment/"
    assert at_card.find("failure") is not None
    assert states() == ([("failed", error)], "awaiting_payment")
    assert peer.intent(bank_ref())["status"] == "canceled"


def test_whoever_closed_the_window_goes_on_at_the_bank(at_card, peer):
    give(at_card, peer.token(ASKS_THE_BANK))
    again = choose_card(at_card.get("/checkout/payment/"))
    assert again.place == card_path()
    assert again.find("pay-card") == "Confirm with your bank"
    assert "data-at-once" not in again.page.text
    assert Payment.objects.count() == 1


def test_who_goes_another_way_is_not_charged_by_card(at_card, peer):
    card = bank_ref()
    give(at_card, peer.token(ASKS_THE_BANK))
    at_card.get("/checkout/payment/").pay().at_bank()
    assert at_card.place == "/checkout/done/"
    assert peer.intent(card)["status"] == "canceled"
    assert peer.at_the_bank(card, confirms=True) == 400
    assert states() == ([("cancelled", ""), ("succeeded", "")], "paid")


def test_a_card_page_that_is_over_leads_on(clock, at_card, peer):
    give(at_card, peer.token(ASKS_THE_BANK))
    path, ref = card_path(), bank_ref()
    clock.shift(3600)
    assert release_expired(at=shop_clock.now()) == 1
    assert peer.intent(ref)["status"] == "canceled"
    assert states() == ([("cancelled", "expired")], "initiated")
    assert at_card.get(path).place == "/checkout/payment/"
    assert at_card.post(path, {"token": "tok_1"}).place == "/checkout/payment/"


def test_a_masked_visitor_pays_and_sees_nobody(at_card, peer):
    masked = masked_browser(Order.objects.get())
    choose_card(masked.get("/checkout/payment/"))
    assert masked.place == card_path()
    give(masked, peer.token(PAYS))
    assert masked.place == "/checkout/done/"
    assert [word for word in PERSONAL if word in masked.page.text] == []


def test_whoever_holds_only_the_address_may_pay(at_card, peer):
    elsewhere = Shopper()
    give(elsewhere, peer.token(PAYS))
    assert elsewhere.place.startswith("/checkout/return/")
    assert "Ordered and paid" in elsewhere.text
    assert [word for word in PERSONAL if word in elsewhere.page.text] == []


@pytest.mark.parametrize("token", ["", "tok_", "pm_1", "tok_1/../x", "4242424242424242", "tok_é"])
def test_what_is_no_token_asks_for_the_card_again(at_card, token):
    give(at_card, token)
    assert at_card.page.status_code == 422
    assert at_card.find("card-error").startswith("The card could not be read.")


def test_a_token_that_stripe_does_not_know_asks_for_the_card_again(at_card):
    give(at_card, "tok_unknown")
    assert at_card.page.status_code == 422
    assert at_card.find("card-error").startswith("The card could not be read.")
    assert states() == ([("started", "")], "awaiting_payment")


def test_cards_are_not_tried_by_the_dozen(at_card, settings):
    settings.CARD_RATE_LIMIT = "2/minute"
    assert [give(at_card, "pm_1").page.status_code for _ in range(3)] == [422, 422, 429]
    assert at_card.get(card_path()).page.status_code == 200


def test_while_stripe_is_silent_nobody_knows(at_card, wire):
    wire.spoils = lambda handler: handler.reply(503, b"{}")
    for shown in (at_card.get(card_path()), give(at_card, "tok_1")):
        assert shown.page.status_code == 503
        assert "you are not charged twice" in shown.text
        assert "<script src" not in re.sub(r"<script src=\"/static/[^>]*>", "", shown.page.text)
    wire.spoils = None
    assert at_card.get(card_path()).find("pay-card") == "Pay €17.80"


def test_an_answer_that_is_lost_charges_once(at_card, peer, wire):
    ref = bank_ref()
    wire.loses = once(lambda asked: str(asked.key).endswith(":plainly"))
    give(at_card, peer.token(PAYS))
    keys = [asked.key for asked in wire.sent(f"/v1/payment_intents/{ref}/confirm")]
    assert keys[-1] == keys[-2]
    assert at_card.place == "/checkout/done/"
    assert len(peer.intent(ref)["charges"]["data"]) == 1
    assert states() == ([("succeeded", "")], "paid")


@pytest.mark.parametrize("token", ["x", "a~b", "é"])
def test_a_forged_address_shows_nothing(at_card, token):
    assert at_card.get(f"/checkout/card/{token}/").page.status_code == 404


def test_a_payment_of_another_way_has_no_card_page(shopper, variant):
    shopper.come_to_payment(variant).pay()
    assert shopper.get(card_path()).page.status_code == 404


def test_when_stripe_is_out_of_use_there_is_no_card_page(at_card, settings):
    settings.GATEWAYS = ["testbank"]
    assert at_card.get(card_path()).page.status_code == 404


def test_when_stripe_does_not_answer_another_way_is_offered(shopper, variant, wire):
    shopper.come_to_payment(variant)
    wire.spoils = lambda handler: handler.reply(500, b"oh")
    choose_card(shopper)
    assert shopper.place == "/checkout/payment/"
    assert "We could not reach the bank." in shopper.text
    wire.spoils = None
    shopper.pay().at_bank()
    assert states() == ([("failed", "unreachable"), ("succeeded", "")], "paid")


def test_neither_number_nor_secret_nor_token_is_written_down(at_card, peer, wire, caplog):
    caplog.set_level(logging.DEBUG)
    token = peer.token(ASKS_THE_BANK)
    give(at_card, token)
    secret = peer.intent(bank_ref())["client_secret"]
    peer.at_the_bank(bank_ref(), confirms=True)
    at_card.get(card_path())
    assert states()[1] == "paid"
    hidden = (ASKS_THE_BANK, secret, token)
    assert [word for word in hidden if word in caplog.text] == []
    assert [asked for asked in wire.asked if ASKS_THE_BANK in asked.body + asked.path] == []
    rows = [*Payment.objects.values(), *PaymentEvent.objects.values(), *Order.objects.values()]
    assert [word for word in hidden if word in str(rows)] == []


@pytest.mark.django_db(transaction=True)
def test_stripe_tells_before_the_shopper_is_back(at_card, peer, live_server):
    peer.tell(f"{live_server.url}/checkout/notify/stripe/")
    try:
        give_without_return(at_card, peer)
        deadline = time.monotonic() + 10
        while Order.objects.get().state != "paid":
            assert time.monotonic() < deadline
            time.sleep(0.05)
    finally:
        peer.tell("")
    event = PaymentEvent.objects.get(to_state="succeeded")
    assert (event.by, event.event_id[:4]) == ("bank", "evt_")


def give_without_return(shopper, peer):
    """Pay, and close the window before the way back."""
    answer = shopper.client.post(card_path(), {"token": peer.token(PAYS)})
    assert answer.status_code == 302
    assert states() == ([("started", "")], "awaiting_payment")
