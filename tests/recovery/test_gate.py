"""Each fact changed between plan and sending: the reminder is not sent, and the ledger says why (R7)."""

import pytest
from django.core import mail
from django.db.models import F

from cart import changing
from catalog.models import Stock, Variant
from checkout.models import Order, Payment
from checkout.payments.asking import ask_about
from recovery.episodes.ledger import entries
from recovery.models import Episode, Reminder, Scenario
from shop.core import clock as shop_clock
from shop.core.messaging.models import Message, Purpose, SuppressionReason
from shop.core.messaging.people import person_for
from shop.core.messaging.permissions import record_consent, suppress
from shop.core.messaging.sending import send_due
from tests.factories import UserFactory
from tests.orders import at_bank, pay
from tests.recovery.conftest import DAY, HOUR, MINUTE


def send():
    send_due(limit=10)
    return [m.subject for m in mail.outbox]


def told(episode=None):
    """What the ledger says of the only episode, or of ``episode``."""
    return [(e.decision.value, e.code.value) for e in entries(episode or Episode.objects.get())]


NOTICED_AND_PLANNED = [("noticed", "left"), ("planned", "planned")]


@pytest.fixture
def planned(street):
    """The order of somebody who left at the delivery; its reminder is due in three hours."""
    order = street.leave("delivery")
    street.after(HOUR)
    street.clock.shift(3 * HOUR)
    assert told() == NOTICED_AND_PLANNED
    return order


def line(order):
    return order.cart.lines.get()


def test_a_reminder_goes_once(planned, street):
    assert send() == ["Can I help you with your cart at Panier?"]
    street.after(MINUTE)
    assert len(send()) == 1
    assert told() == [*NOTICED_AND_PLANNED, ("sent", "sent")]


def test_nothing_goes_before_its_time(street):
    street.leave("delivery")
    street.after(HOUR)
    street.clock.shift(3 * HOUR - MINUTE)
    assert send() == []


def test_bought_in_the_same_cart(planned, street):
    street.buy(street.leave("payment", cart=planned.cart))
    assert "Can I help you with your cart at Panier?" not in send()
    assert told()[-1] == ("not_sent", "bought")


@pytest.mark.parametrize("spelling", ["zoe@demo.example", "ZOE@Demo.Example", " zoe@demo.example "])
def test_bought_as_a_guest_with_another_spelling(planned, street, spelling):
    street.buy(email=spelling.strip())
    assert "Can I help you with your cart at Panier?" not in send()
    assert told()[-1] == ("not_sent", "bought")


def test_bought_by_the_account_with_another_address(street):
    user = UserFactory(email="zoe@work.example")
    record_consent(
        person=person_for("zoe@work.example"), purpose=Purpose.REMINDERS, is_given=True,
        text_version="1", language="en", source="test",
    )  # fmt: skip
    street.leave_cart(user=user)
    street.after(HOUR)
    bought = street.buy(email="zoe@home.example")
    Order.objects.filter(pk=bought.pk).update(user=user)
    street.clock.shift(47 * HOUR)
    assert "Can I help you with your cart at Panier?" not in send()
    assert told()[-1] == ("not_sent", "bought")


def test_the_same_product_bought_before_it_was_left(street):
    """In another browser, while this cart lay open: whoever has it needs no reminder of it."""
    cart = street.leave_cart()
    product = cart.lines.get().variant.product
    street.clock.shift(MINUTE)
    other = street.leave_cart(product=product)
    street.buy(street.leave("payment", cart=other))
    street.clock.shift(MINUTE)
    street.leave("delivery", cart=cart)
    street.after(HOUR)
    assert told() == [("noticed", "left"), ("not_planned", "bought")]


def test_another_product_bought_before_it_was_left_changes_nothing(street):
    cart = street.leave_cart()
    street.clock.shift(MINUTE)
    street.buy()
    street.clock.shift(MINUTE)
    street.leave("delivery", cart=cart)
    street.after(HOUR)
    assert told() == NOTICED_AND_PLANNED


def _erase(order):
    changing.empty(cart=order.cart)


def _stop(order):
    suppress(person=order.person, reason=SuppressionReason.STOPPED, source="test")


def _refuse(order):
    record_consent(
        person=order.person, purpose=Purpose.REMINDERS, is_given=False, text_version="1",
        language="en", source="test",
    )  # fmt: skip


def _empty(order):
    order.cart.lines.update(place="removed")


def _sell_out(order):
    Stock.objects.update(on_hand=0)


def _take_off_the_shelf(order):
    Variant.objects.update(is_active=False)


def _touch(order):
    changing.touch(order.cart)


def _switch_off(order):
    Scenario.objects.update(is_active=False)


def _late_money(order):
    Payment.objects.create(order=order, gateway="testbank", amount=1, currency="EUR", state="late")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (_stop, "suppressed"),
        (_refuse, "no_consent"),
        (_empty, "emptied"),
        (_sell_out, "unbuyable"),
        (_take_off_the_shelf, "unbuyable"),
        (_touch, "came_back"),
        (_switch_off, "switched_off"),
        (_late_money, "refund_due"),
    ],
)
def test_a_fact_changed_just_before_sending(planned, change, code):
    change(planned)
    assert send() == []
    assert told() == [*NOTICED_AND_PLANNED, ("not_sent", code)]


def test_what_was_erased_is_not_sent_and_no_address_stays(planned):
    _erase(planned)
    assert send() == []
    assert told() == [*NOTICED_AND_PLANNED, ("dropped", "erased"), ("not_sent", "erased")]
    assert Message.objects.values_list("recipient", "facts").get() == ("", {})


def test_too_late_to_be_of_use(planned, street):
    street.clock.shift(3 * DAY)
    assert send() == []
    assert told()[-1] == ("not_sent", "expired")


def test_an_open_payment_is_waited_for(planned, street):
    order = street.leave("payment", cart=planned.cart)
    street.after(HOUR)  # left again, at the payment page, by now
    episode = Episode.objects.latest("pk")
    payment = pay(order)
    Order.objects.update(last_activity_at=F("last_activity_at") - DAY)  # as if begun long ago
    assert send() == []
    assert told(episode)[-1] == ("put_off", "paying")
    message = Reminder.objects.get(episode=episode).message
    order.refresh_from_db()
    assert message.due_at == order.reserved_until
    assert payment.state == "started"


def test_whoever_is_at_the_bank_with_another_cart_is_not_disturbed(planned, street):
    payment = street.start_to_pay(street.leave("payment"))
    street.clock.shift(MINUTE)
    Message.objects.update(due_at=shop_clock.now())
    send_due(limit=9)
    message = Message.objects.get()
    assert (message.state, message.reason) == ("due", "paying")
    at_bank(payment)
    ask_about(payment)
    street.clock.shift(HOUR)
    send_due(limit=9)
    assert Message.objects.values_list("state", "reason").get(pk=message.pk) == (
        "skipped",
        "bought",
    )


def test_without_consent_nothing_is_planned(street):
    street.leave("delivery", wants_reminders=False)
    street.after(HOUR)
    assert told() == [("noticed", "left"), ("not_planned", "no_consent")]
    assert not Message.objects.exists()


def test_what_was_left_before_the_scenario_was_switched_on(street):
    Scenario.objects.update(activated_at=shop_clock.now() + MINUTE)
    street.leave("delivery")
    street.after(HOUR)
    assert told() == [("noticed", "left"), ("not_planned", "before_activation")]


def test_where_no_scenario_fits(street):
    Scenario.objects.filter(slug="checkout-left").update(is_active=False)
    street.leave("delivery")
    street.after(HOUR)
    assert told() == [("noticed", "left"), ("not_planned", "no_scenario")]


def test_a_week_without_a_sweep_is_no_burst(street):
    street.leave("delivery")
    street.after(7 * DAY)
    assert told() == [("noticed", "left"), ("not_planned", "expired")]


def test_at_night_it_waits_for_the_morning(street):
    street.clock.shift(7 * HOUR + 30 * MINUTE)  # half past eight in the evening, in Paris
    street.leave("payment")
    street.after(HOUR)
    message = Message.objects.get()
    assert f"{message.due_at:%d %H:%M}" == "05 07:00"
    assert told() == NOTICED_AND_PLANNED
    assert entries(Episode.objects.get())[-1].facts["moved_for"] == "quiet_hours"


def test_two_reminders_of_a_person_keep_their_distance(planned, street):
    send()
    street.leave("delivery")
    street.after(HOUR)
    street.clock.shift(3 * HOUR)
    assert len(send()) == 1
    second = Reminder.objects.latest("pk").message
    first = Reminder.objects.earliest("pk").message
    assert second.due_at == first.attempted_at + DAY
    street.clock.shift(20 * HOUR)
    assert len(send()) == 2


def test_a_person_is_reminded_only_so_often(street, settings):
    settings.REMINDERS_A_PERSON = 1
    street.leave("delivery")
    street.after(HOUR)
    street.clock.shift(3 * HOUR)
    send()
    street.clock.shift(2 * DAY)
    street.leave("delivery")
    street.after(HOUR)
    assert told(Episode.objects.latest("pk"))[-1] == ("not_planned", "enough")


def test_stopping_holds_for_a_new_cart(planned, street):
    _stop(planned)
    street.leave("delivery")
    street.after(HOUR)
    assert told(Episode.objects.latest("pk"))[-1] == ("not_planned", "suppressed")


def test_a_new_visit_is_eligible_again(planned, street):
    send()
    street.clock.shift(2 * DAY - 4 * HOUR)
    street.leave("delivery")
    street.after(HOUR)
    street.clock.shift(3 * HOUR)
    assert len(send()) == 2


def test_another_customers_cart_is_never_shown(street):
    """Two guests at once: each mail holds its own goods and goes to its own address (R13)."""
    for name in ("anna", "bert"):
        cart = street.leave_cart(product__name_en=f"Thing of {name}")
        street.leave("delivery", email=f"{name}@demo.example", cart=cart)
    street.after(HOUR)
    street.clock.shift(3 * HOUR)
    send()
    seen = {m.to[0]: m.body for m in mail.outbox}
    assert "Thing of anna" in seen["anna@demo.example"]
    assert "Thing of bert" in seen["bert@demo.example"]
    assert "bert" not in seen["anna@demo.example"]
    assert "anna" not in seen["bert@demo.example"]
