"""Paying by card in a browser: Stripe's script, the bank's question, and nothing of it elsewhere."""

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.core import mail
from django.db.models import F
from playwright.sync_api import expect

from cart.models import Cart
from checkout.models import Order, Payment
from checkout.payments.expiring import release_expired
from recovery.models import Scenario
from recovery.sweeping import sweep
from shop.core import clock
from shop.core.messaging.sending import send_due
from tests.browser.looks import assert_accessible, assert_accessible_at_every_size
from tests.stripe_peer import (  # noqa: F401 - fixtures
    ASKS_THE_BANK,
    DECLINED,
    PAYS,
    peer,
    use_stripe,
)

pytestmark = [pytest.mark.browser, pytest.mark.enable_socket]

CARD = "/checkout/card/"
PERSONAL = ("zoe@demo.example", "Zoé Démo", "rue des Essais", "75011")


@pytest.fixture(autouse=True)
def _stripe(settings, peer):  # noqa: F811
    use_stripe(settings, peer.url, peer.url)


@pytest.fixture
def asked(walk):
    """Start a walk; beside it, what the browser asks for: page, method, address, body."""

    def started(*args, **options):
        w = walk(*args, **options)
        seen = []
        w.page.on("request", lambda r: seen.append((w.place, r.method, r.url, r.post_data or "")))
        return w, seen

    return started


def to_card(w):
    w.at("gateway-stripe").check()
    return w.click("pay").see(CARD)


def type_card(w, number):
    """Type into the fields of the server's script; Stripe's own stand in a frame."""
    field = w.at("card-field")
    for name, text in [("number", number), ("exp_month", "12"), ("exp_year", "40"), ("cvc", "123")]:
        field.get_by_placeholder(name, exact=True).fill(text)
    return w.click("pay-card")


def answer(w, words):
    """Press a button of the question that the script shows in the bank's place."""
    w.page.get_by_role("button", name=words).click()
    return w


def states():
    return [*Payment.objects.order_by("pk").values_list("state", "error")]


def test_a_card_pays_and_is_seen_by_stripe_alone(asked, live_server, peer):  # noqa: F811
    w, seen = asked()
    to_card(w.come_to_payment())
    assert_accessible_at_every_size(w.page)
    type_card(w, PAYS).see("/checkout/done/$")
    assert w.amount("charged") == 2190
    assert_accessible(w.page)
    assert states() == [("succeeded", "")]
    strangers = [each for each in seen if not each[2].startswith((live_server.url, "data:"))]
    assert {each[0].startswith(CARD) for each in strangers} == {True}
    paths = {urlsplit(url).path for _place, _method, url, _body in strangers}
    assert paths == {"/js.stripe.com/v3/", "/v1/tokens"}
    with_card = {url for _place, _method, url, body in seen if PAYS in url + body}
    assert with_card == {f"{peer.url}/v1/tokens"}


def test_a_declined_card_and_then_another_one(walk):
    w = to_card(walk().come_to_payment())
    type_card(w, DECLINED).see("/checkout/payment/$")
    expect(w.at("failure")).to_contain_text("Your bank declined the payment.")
    type_card(to_card(w), PAYS).see("/checkout/done/$")
    assert states() == [("failed", "declined"), ("succeeded", "")]


@pytest.mark.slow
def test_nothing_typed_is_said_and_nothing_is_sent(walk):
    w = to_card(walk().come_to_payment()).click("pay-card")
    expect(w.at("card-error")).to_contain_text("The card could not be read.")
    expect(w.at("pay-card")).to_be_enabled()
    assert_accessible(w.page)
    type_card(w, PAYS).see("/checkout/done/$")


@pytest.mark.slow
def test_the_bank_is_not_told_yes(walk):
    w = type_card(to_card(walk().come_to_payment()), ASKS_THE_BANK)
    answer(w, "Fail authentication").see("/checkout/payment/$")
    expect(w.at("failure")).to_contain_text("Your bank could not confirm that it was you.")
    assert states() == [("failed", "not_confirmed")]
    type_card(to_card(w), ASKS_THE_BANK)
    answer(w, "Complete authentication").see("/checkout/done/$")
    assert states() == [("failed", "not_confirmed"), ("succeeded", "")]


@pytest.fixture
def to_delivery(walk, settings):
    """Come to the delivery as somebody who wants to be reminded."""
    settings.QUIET_HOURS = ""
    Scenario.objects.update(activated_at=clock.now() - timedelta(days=9))

    def come():
        w = walk().come_to_email()
        w.fill(email="zoe@demo.example").at("wants_reminders").check()
        w.click("continue").see("/checkout/address/$").fill_address().click("continue")
        return w.see("/checkout/delivery/$")

    return come


def leave_at_the_bank(w):
    """Choose a delivery, type a card, and close the window when the bank asks."""
    w.at("method-2").check()
    type_card(to_card(w.click("continue").see("/checkout/payment/$")), ASKS_THE_BANK)
    expect(w.page.get_by_role("button", name="Complete authentication")).to_be_visible()
    w.page.close()


def reminder_after_hours():
    """Let five hours go by, with what the shop does in them; return the mailed way back."""
    for model in (Cart, Order):
        model.objects.update(last_activity_at=F("last_activity_at") - timedelta(hours=5))
    Order.objects.update(reserved_until=F("reserved_until") - timedelta(hours=5))
    release_expired(at=clock.now())
    sweep(at=clock.now())
    send_due(limit=10)
    (sent,) = mail.outbox
    return re.search(r"http://[^/\s]+(/r/\S+)", sent.body)[1]


@pytest.mark.slow
def test_closed_at_the_banks_question_and_resumed_from_the_mail(walk, to_delivery):
    """The attempt is called off first: the new one is a new charge, and the only one."""
    leave_at_the_bank(to_delivery())
    other = to_card(walk(reminder_after_hours()).click("resume").see("/checkout/payment/$"))
    assert states() == [("cancelled", "expired"), ("started", "")]
    type_card(other, ASKS_THE_BANK)
    answer(other, "Complete authentication").see("/checkout/done/$")
    assert states() == [("cancelled", "expired"), ("succeeded", "")]
    assert Order.objects.values_list("state", flat=True).get() == "paid"


@pytest.mark.slow
def test_closed_at_the_banks_question_and_resumed_while_it_still_asks(walk, to_delivery):
    to_delivery().page.close()
    way_back = reminder_after_hours()
    leave_at_the_bank(walk(way_back).click("resume").see("/checkout/delivery/$"))
    other = to_card(walk(way_back).click("resume").see("/checkout/payment/$"))
    expect(other.at("pay-card")).to_have_text("Confirm with your bank")
    assert_accessible_at_every_size(other.page)
    assert [word for word in PERSONAL if word in other.page.content()] == []
    answer(other.click("pay-card"), "Complete authentication").see("/checkout/done/$")
    assert states() == [("succeeded", "")]


@pytest.mark.slow
def test_without_scripts_another_way_is_shown(walk, copies):
    w = to_card(walk(java_script_enabled=False).come_to_payment())
    expect(w.at("no-script")).to_be_visible()
    expect(w.at("pay-card")).to_be_hidden()
    copies.check(w.page)
    w.click("other-way").see("/checkout/payment/$").at("gateway-testbank").check()
    w.click("pay").see("/testbank/").click("accept").see("/checkout/done/$")
    assert states() == [("cancelled", ""), ("succeeded", "")]


@pytest.mark.slow
def test_a_script_that_does_not_come_is_said(walk):
    w = walk().come_to_payment()
    w.page.route("**/js.stripe.com/**", lambda route: route.fulfill(status=200, body=""))
    to_card(w)
    expect(w.at("card-error")).to_contain_text("Stripe's script could not be loaded.")
    expect(w.at("pay-card")).to_be_hidden()
    assert_accessible(w.page)
