"""One recovery, end to end, in a running demo: worker, scheduler, mailbox and all."""

import json
import re
import signal
import time

import pytest

from tests.browser.walker import Walker
from tests.demo.test_demo_command import Demo

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.enable_socket]

PERSONAL = ("bert@demo.example", "Zoé Démo", "rue des Essais", "75011")
SCALE = 1200  # an hour passes in three seconds; the demo's own default is 60
SECONDS = 60


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    folder = tmp_path_factory.mktemp("demo") / "var"
    demo = Demo(folder, DEMO_TIME_SCALE=str(SCALE), HEARTBEAT_SECONDS="1")
    try:
        yield demo.wait_until_open()
    finally:
        demo.end(signal.SIGTERM)


@pytest.fixture
def browser(chromium, demo):
    """Open a browser of its own: ``browser()``."""
    contexts = []

    def opened():
        contexts.append(chromium.new_context(locale="en-GB"))
        return Walker(contexts[-1].new_page(), demo.address)

    yield opened
    for context in contexts:
        context.close()


def mails(demo, to):
    _status, text = demo.get("/demo/mailbox/?format=json")
    return [mail for mail in json.loads(text) if mail["to"] == to]


def wait_for_mail(demo, to):
    deadline = time.monotonic() + SECONDS
    while not mails(demo, to):
        assert time.monotonic() < deadline, demo.said
        time.sleep(0.5)
    return mails(demo, to)[0]


def come_to_delivery(w, email, *, wants_reminders=False):
    w.go("/p/theiere-matin-calme/").click("add-to-cart").see("/cart/$").click("checkout")
    w.see("/checkout/email/$").fill(email=email)
    if wants_reminders:
        w.at("wants_reminders").check()
    w.click("continue").see("/checkout/address/$").fill_address().click("continue")
    return w.see("/checkout/delivery/$")


def choose_delivery(w):
    w.page.locator("input[name=method]").first.check()
    return w.click("continue").see("/checkout/payment/$")


def test_a_declined_payment_is_told_by_mail(demo, browser):
    w = choose_delivery(come_to_delivery(browser(), "anna@demo.example"))
    w.click("pay").see("/testbank/").click("refuse").see("/checkout/payment/$")
    mail = wait_for_mail(demo, "anna@demo.example")
    assert re.fullmatch(r"Your payment for order \S+ did not go through", mail["subject"])
    assert "Nothing was charged" in mail["text"]


def test_a_cart_left_at_the_delivery_is_asked_about_once_and_paid_elsewhere(demo, browser):
    come_to_delivery(browser(), "bert@demo.example", wants_reminders=True)
    left = time.monotonic()
    mail = wait_for_mail(demo, "bert@demo.example")
    assert time.monotonic() - left > 4 * 3600 / SCALE - 1
    assert mail["subject"] == "Can I help you with your cart at Panier?"
    other = browser()
    other.page.goto(re.search(r"http\S+/r/\S+", mail["text"])[0])
    assert other.at("masked-email").inner_text() == "b•••@d•••.example"
    assert [word for word in PERSONAL if word in other.page.content()] == []
    choose_delivery(other.click("resume").see("/checkout/delivery/$"))
    other.click("pay").see("/testbank/").click("accept").see("/checkout/done/$")
    assert [word for word in PERSONAL if word in other.page.content()] == []
    time.sleep(5)  # several sweeps: nothing more comes but the confirmation
    subjects = [mail["subject"] for mail in mails(demo, "bert@demo.example")]
    assert len(subjects) == 2
    assert subjects[0].startswith("Your order ")
