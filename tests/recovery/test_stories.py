"""What happens to people who leave something, told from their side: read this first.

Everybody here but *fern* has ticked "remind me if I don't finish".
"""

import re

from django.core import mail

from recovery.explaining import explain_cart
from recovery.links.stopping import stop
from recovery.models import Episode
from shop.core.messaging.sending import send_due
from tests.recovery.conftest import DAY, HOUR, MINUTE
from tests.shopper import Shopper, path_of

REMINDER = "Can I help you with your cart at Panier?"


def pass_by(street, span, every=HOUR):
    """Let ``span`` pass, in which the shop looks and sends as it always does."""
    for _ in range(span // every):
        street.after(every)
        send_due(limit=100)


def mails_to(name):
    return [each.subject for each in mail.outbox if each.to == [f"{name}@demo.example"]]


def story_of(order):
    """What the shop says of it to whoever asks why."""
    return [f"{line.decision.value}: {line.code.value}" for line in explain_cart(order.reference)]


def test_anna_leaves_at_the_payment_is_reminded_once_comes_back_and_buys(street):
    order = street.leave("payment", email="anna@demo.example")
    pass_by(street, DAY)
    assert mails_to("anna") == [REMINDER]  # an hour after she left, and never again
    link = re.search(r"http\S+/r/\S+", mail.outbox[0].body)[0]
    Shopper().post(path_of(link), {"do": "open"})
    street.buy(order)
    pass_by(street, HOUR)
    assert mails_to("anna") == [REMINDER, f"Your order {order.reference} at Panier"]
    assert story_of(order)[2:] == ["sent: sent", "returned: by_link", "recovered: bought"]


def test_berts_card_is_declined_and_he_is_told_what_happened(street):
    payment = street.fail_to_pay(email="bert@demo.example")
    pass_by(street, DAY)
    assert len(mails_to("bert")) == 1  # the facts, two minutes later, and no reminder on top
    assert story_of(payment.order)[:3] == [
        "noticed: payment_failed", "planned: fact_told", "sent: sent",
    ]  # fmt: skip


def test_cleo_buys_elsewhere_in_the_meantime_and_hears_nothing(street):
    order = street.leave("delivery", email="cleo@demo.example")
    pass_by(street, 2 * HOUR)
    street.buy(email="CLEO@demo.example")  # on her phone, without an account
    pass_by(street, DAY)
    assert REMINDER not in mails_to("cleo")
    assert story_of(order)[2:] == ["recovered: bought", "not_sent: bought"]


def test_dora_asks_to_be_left_alone_and_is_for_good(street):
    order = street.leave("delivery", email="dora@demo.example")
    pass_by(street, 2 * HOUR)
    stop(order.person)
    pass_by(street, DAY)
    later = street.leave("payment", email="dora@demo.example")
    pass_by(street, DAY)
    assert mails_to("dora") == []
    assert story_of(order)[2] == "not_sent: suppressed"
    assert story_of(later) == ["noticed: left", "not_planned: suppressed"]


def test_emil_is_not_written_to_after_the_shop_stood_still_for_a_week(street):
    order = street.leave("delivery", email="emil@demo.example")
    street.clock.shift(7 * DAY)
    pass_by(street, DAY)
    assert mails_to("emil") == []
    assert story_of(order)[:2] == ["noticed: left", "not_planned: expired"]


def test_fern_did_not_ask_for_reminders_and_gets_none(street):
    order = street.leave("payment", email="fern@demo.example", wants_reminders=False)
    pass_by(street, DAY)
    assert mails_to("fern") == []
    assert story_of(order) == ["noticed: left", "not_planned: no_consent"]


def test_gus_leaves_two_carts_and_is_reminded_of_the_later_one(street):
    first = street.leave("delivery", email="gus@demo.example")
    street.clock.shift(30 * MINUTE)
    second = street.leave("payment", email="gus@demo.example")
    pass_by(street, DAY)
    assert mails_to("gus") == [REMINDER]
    assert story_of(first) == ["noticed: left", "returned: later_visit"]
    assert story_of(second) == ["noticed: left", "planned: planned", "sent: sent"]
    assert Episode.objects.filter(state="open").count() == 1
