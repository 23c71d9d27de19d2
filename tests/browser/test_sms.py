"""From the box beside the phone to the SMS and back to the cart, as a shopper sees it."""

import re
from datetime import timedelta

import pytest
from django.db.models import F

from cart.models import Cart
from checkout.models import Order
from recovery.models import Scenario
from recovery.sweeping import sweep
from shop.core import clock
from shop.core.messaging.models import Message, Suppression
from shop.core.messaging.people import person_for
from shop.core.messaging.sending import send_due
from shop.demo.mailbox import all_mails
from shop.demo.texting import load_texting
from tests.browser.looks import assert_accessible_at_every_size

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.enable_socket]


@pytest.mark.parametrize("has_script", [True, False])
def test_the_box_is_ticked_and_the_demos_phone_rings(walk, settings, tmp_path, has_script):
    settings.QUIET_HOURS, settings.SMS_URLS = "", ["phone://{to}"]
    settings.EMAIL_FILE_PATH = str(tmp_path / "mailbox")
    Scenario.objects.update(activated_at=clock.now() - timedelta(days=9))
    load_texting()
    w = walk(java_script_enabled=has_script).come_to_email()
    w.fill(email="zoe@demo.example").click("continue").see("/checkout/address/$")
    assert not w.at("delivery-wants_sms").is_checked()
    w.fill_address().at("delivery-wants_sms").check()
    w.click("continue").see("/checkout/address/$")
    assert w.at(
        "delivery-wants_sms"
    ).is_checked()  # without a number it says so, and keeps the tick
    if has_script:
        assert_accessible_at_every_size(w.page)
    w.at("delivery-phone").fill("06 12 34 56 78")
    w.click("continue").see("/checkout/delivery/$")
    for model in (Cart, Order):
        model.objects.update(last_activity_at=F("last_activity_at") - timedelta(hours=3))
    sweep(at=clock.now())
    send_due(limit=10)
    assert Message.objects.values_list("channel", "state", "recipient").get() == (
        "sms",
        "sent",
        "+33612345678",
    )
    (text,) = all_mails()
    assert text.is_sms
    link = re.search(r"http://[^/\s]+(/r/\S+)", text.text)[1]
    friend = walk(link, java_script_enabled=has_script)
    assert friend.at("masked-email").inner_text() == "z•••@d•••.example"
    if has_script:
        assert_accessible_at_every_size(friend.page)
    friend.click("stop").see("/r/")
    assert set(Suppression.objects.values_list("person", "reason")) == {
        (person_for(address).pk, "stopped") for address in ("zoe@demo.example", "+33612345678")
    }
    friend.click("resume").see("/checkout/delivery/$")
