"""Many reminders claimed together, each with another fact changed: each gets its own answer (R7, R13)."""

import pytest
from django.core import mail

from cart import changing
from catalog.models import Product, Stock, Variant
from checkout.models import Order, Payment
from recovery.episodes.ledger import entries
from recovery.models import Episode, Scenario
from shop.core import clock as shop_clock
from shop.core.messaging.models import Message, Pause, Purpose, Suppression, SuppressionReason
from shop.core.messaging.people import merge, person_for
from shop.core.messaging.permissions import record_consent, suppress
from shop.core.messaging.sending import HANDFUL, send_due
from tests.factories import UserFactory
from tests.orders import order_by_transfer
from tests.recovery.conftest import HOUR, MINUTE


def _refuse(order, _street):
    record_consent(
        person=order.person, purpose=Purpose.REMINDERS, is_given=False, text_version="1",
        language="en", source="test",
    )  # fmt: skip


def _stop_elsewhere(order, _street):
    """As a sender sees it that has read the messages before they were taken back."""
    Suppression.objects.create(person=order.person, reason=SuppressionReason.STOPPED)


def _suppress(reason):
    return lambda order, _street: suppress(person=order.person, reason=reason, source="test")


def _buy_elsewhere(order, street):
    street.buy(email=order.email.upper())


def _buy_by_account(order, street):
    user = UserFactory()
    Order.objects.filter(pk=order.pk).update(user=user)
    bought = street.buy(email=f"other-{order.email}")
    Order.objects.filter(pk=bought.pk).update(user=user)


def _order_by_transfer(order, street):
    order_by_transfer(street.leave("payment", email=order.email))


def _empty(order, _street):
    order.cart.lines.update(place="removed")


def _erase(order, _street):
    changing.empty(cart=order.cart)


def _sell_out(order, _street):
    Stock.objects.filter(variant__in=_goods(order)).update(on_hand=0)


def _take_off_the_shelf(order, _street):
    _goods(order).update(is_active=False)


def _unpublish(order, _street):
    Product.objects.filter(variants__in=_goods(order)).update(is_published=False)


def _mark(order, _street):
    Product.objects.filter(variants__in=_goods(order)).update(is_sensitive=True)


def _touch_cart(order, _street):
    changing.touch(order.cart)


def _touch_order(order, _street):
    Order.objects.filter(pk=order.pk).update(last_activity_at=shop_clock.now())


def _switch_off(_order, _street):
    Scenario.objects.filter(slug="payment-left").update(is_active=False)


def _late_money(order, _street):
    _pay(order, "late")


def _at_the_bank(order, _street):
    _pay(order, "started")


def _merge_with_one_who_stopped(order, _street):
    other = person_for(f"old-{order.email}")
    suppress(person=other, reason=SuppressionReason.STOPPED, source="test")
    merge(kept=person_for(f"new-{order.email}"), merged=order.person)
    merge(kept=person_for(f"new-{order.email}"), merged=other)


def _raise_the_price(order, _street):
    _goods(order).update(price=1500)


def _nothing(_order, _street):
    pass


def _goods(order):
    return Variant.objects.filter(pk__in=order.cart.lines.values("variant"))


def _pay(order, state):
    Payment.objects.create(order=order, gateway="testbank", amount=1, currency="EUR", state=state)


SENT = ("sent", "sent")
# who: (what changes after planning, what the ledger says last)
FACTS = {
    "anna": (_nothing, SENT),
    "refused": (_refuse, ("not_sent", "no_consent")),
    "stopped": (_stop_elsewhere, ("not_sent", "suppressed")),
    "complained": (_suppress(SuppressionReason.COMPLAINED), ("not_sent", "suppressed")),
    "bounced": (_suppress(SuppressionReason.BOUNCED), ("not_sent", "suppressed")),
    "guest": (_buy_elsewhere, ("not_sent", "bought")),
    "account": (_buy_by_account, ("not_sent", "bought")),
    "transfer": (_order_by_transfer, ("not_sent", "bought")),
    "bert": (_raise_the_price, SENT),  # the mail tells the price of the moment
    "emptied": (_empty, ("not_sent", "emptied")),
    "erased": (_erase, ("not_sent", "erased")),
    "soldout": (_sell_out, ("not_sent", "unbuyable")),
    "unsold": (_take_off_the_shelf, ("not_sent", "unbuyable")),
    "hidden": (_unpublish, ("not_sent", "unbuyable")),
    "marked": (_mark, ("not_sent", "sensitive")),
    "touched": (_touch_cart, ("not_sent", "came_back")),
    "goeson": (_touch_order, ("not_sent", "came_back")),
    "late": (_late_money, ("not_sent", "refund_due")),
    "paying": (_at_the_bank, ("put_off", "paying")),
    "cleo": (_nothing, SENT),
    "off": (_switch_off, ("not_sent", "switched_off")),
    "merged": (_merge_with_one_who_stopped, ("not_sent", "suppressed")),
}


AT = {"off": "payment"}  # where they leave it, if not at the delivery
TAKEN_BACK = {"complained", "bounced", "erased"}  # at once, by the verb itself


@pytest.fixture
def handful(street):
    """Let each of ``FACTS`` leave something; return their orders and episodes when all are due."""
    orders = {}
    for name in FACTS:
        cart = street.leave_cart(product__name_en=f"Thing of {name}")
        orders[name] = street.leave(
            AT.get(name, "delivery"), email=f"{name}@demo.example", cart=cart
        )
    assert street.after(HOUR) == {"noticed": len(FACTS)}
    street.clock.shift(3 * HOUR)
    episodes = {each.order_id: each for each in Episode.objects.all()}
    return {name: (order, episodes[order.pk]) for name, order in orders.items()}


def last_line(episode):
    line = entries(episode)[-1]
    return line.decision.value, line.code.value


def reminded():
    """Return who was reminded, as often as it happened."""
    return sorted(each.to[0] for each in mail.outbox if each.subject.startswith("Can I help"))


def test_each_fact_holds_back_its_own_reminder_and_no_other(handful, street):
    for name, (change, _line) in FACTS.items():
        change(handful[name][0], street)
    due = Message.objects.filter(kind="recovery.reminder", state="due")
    assert due.count() == len(FACTS) - len(TAKEN_BACK) <= HANDFUL
    send_due(limit=100)
    told = {name: last_line(episode) for name, (_order, episode) in handful.items()}
    assert told == {name: line for name, (_change, line) in FACTS.items()}
    sent = [f"{name}@demo.example" for name, (_change, line) in FACTS.items() if line == SENT]
    assert reminded() == sorted(sent)


def _pause(_settings, _clock):
    Pause.objects.create(message_class="reminder", paused_at=shop_clock.now(), complaints=2, sent=9)


def _night(_settings, clock):
    clock.shift(5 * HOUR)  # nine in the evening, in Paris, of an hour at which nobody was late


def _enough(settings, _clock):
    settings.REMINDERS_A_PERSON = 0


@pytest.mark.parametrize(
    ("change", "line", "again"),
    [
        (_pause, ("put_off", "paused"), HOUR),
        (_night, ("put_off", "quiet_hours"), 10 * HOUR),
        (_enough, ("not_sent", "enough"), None),
    ],
)
def test_what_holds_back_all_of_them(street, settings, change, line, again):
    for name in ("anna", "bert", "cleo"):
        street.leave("delivery", email=f"{name}@demo.example")
    street.after(HOUR)
    street.clock.shift(3 * HOUR - MINUTE)
    change(settings, street.clock)
    street.clock.shift(MINUTE)
    send_due(limit=100)
    assert reminded() == []
    assert [last_line(each) for each in Episode.objects.all()] == [line] * 3
    if again:
        assert set(Message.objects.values_list("due_at", flat=True)) == {shop_clock.now() + again}
        Pause.objects.update(lifted_at=shop_clock.now())
        street.clock.shift(again)
        send_due(limit=100)
        assert len(reminded()) == 3
