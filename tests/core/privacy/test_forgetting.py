"""Each kind of thing is forgotten when its time is over, and not a day before (P3)."""

from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session

from cart.models import Cart, Trouble
from catalog.models import Purchase, RememberedSearch, RememberedView, Search
from checkout.models import (
    Address,
    FormError,
    Invoice,
    Order,
    OrderState,
    OrderToken,
    ParkedEvent,
    Step,
)
from recovery.models import Decision, Link, Reply, WebhookDelivery
from shop.core import clock as shop_clock
from shop.core.messaging.models import Message, MessageEvent, Person, State
from shop.core.privacy import forgetting, tasks
from shop.core.privacy.forgetting import forget_what_is_past
from shop.core.privacy.processing import Processing, processings
from tests import admin_rows
from tests.admin_rows import make
from tests.factories import ProductFactory, UserFactory

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
MONTHS = 13 * 365.25 / 12 * DAY


def message(**fields):
    made = admin_rows.message(state=State.SENT, **fields)
    MessageEvent.objects.all().delete()
    return made


def session():
    now = shop_clock.now()
    return Session.objects.create(session_key="s", session_data="", expire_date=now + 30 * DAY)


def staff_log():
    user = UserFactory()
    kind = ContentType.objects.get_for_model(user)
    return LogEntry.objects.create(
        user=user, content_type=kind, object_id="1", action_flag=2, action_time=shop_clock.now()
    )


def step():
    made = message(recipient="")
    return MessageEvent.objects.create(message=made, from_state=State.DUE, to_state=State.SENT)


def make_search():
    return Search.objects.create(text="Cups", words="cups", language="en", hits=0)


def looked_at():
    person = admin_rows.person()
    UserFactory(remembered_as=person)
    return RememberedView.objects.create(person=person, product=ProductFactory())


def searched_for():
    person = admin_rows.person()
    UserFactory(remembered_as=person)
    return RememberedSearch.objects.create(person=person, text="Cups", words="cups", hits=0)


def asked_for():
    """Its time ends it; that it is erased later, tests/catalog/alerts tells."""
    return admin_rows.alert_asked_for()


def told_by_provider():
    return admin_rows.feedback(message=message(recipient="", facts={}))


def form_error():
    return FormError.objects.create(step=Step.ADDRESS, field="city", code="required")


def purchase():
    return Purchase.objects.create(
        person=Person.objects.create(), product=ProductFactory(), bought_at=shop_clock.now()
    )


def trouble():
    cart = admin_rows.cart(state="ordered")
    return cart.troubles.get()


def decision():
    return _episode().decisions.get()


def reply():
    episode = _episode()
    Decision.objects.all().delete()
    return Reply.objects.create(episode=episode, words="Is it blue?", language="en")


def _episode():
    made = admin_rows.episode(order=admin_rows.order(state=OrderState.PAID, **_paid()))
    Message.objects.update(recipient="")
    for model in (FormError, Trouble, MessageEvent):
        model.objects.all().delete()
    Cart.objects.update(state="ordered")
    return made


def _paid():
    return {"placed_at": shop_clock.now()}


def link(purpose, **fields):
    episode = _episode()
    Decision.objects.all().delete()
    return Link.objects.create(episode=episode, purpose=purpose, digest="d", **fields)


CASES = {
    "messaging.messages": (message, 90 * DAY),
    "messaging.steps": (step, MONTHS),
    "users.sessions": (session, 30 * DAY),
    "users.staff_log": (staff_log, MONTHS),
    "messaging.feedback": (told_by_provider, MONTHS),
    "catalog.searches": (make_search, MONTHS),
    "catalog.views": (looked_at, 90 * DAY),
    "catalog.remembered_searches": (searched_for, 90 * DAY),
    "catalog.alerts": (asked_for, 180 * DAY),
    "catalog.purchases": (purchase, 3652.5 * DAY),
    "cart.troubles": (trouble, MONTHS),
    "checkout.started": (lambda: admin_rows.cart(user=None), 90 * DAY),
    "checkout.form_errors": (form_error, MONTHS),
    "checkout.parked": (lambda: make(ParkedEvent, 1), MONTHS),
    "recovery.ledger": (decision, MONTHS),
    "recovery.replies": (reply, MONTHS),
    "recovery.webhooks": (lambda: make(WebhookDelivery, 1), MONTHS),
    "recovery.links": (
        lambda: link("resume", expires_at=shop_clock.now() + 30 * DAY),
        (30 + 90) * DAY,
    ),
}


def test_every_kind_that_is_forgotten_by_itself_is_tested_here():
    assert {each.key for each in processings() if each.forget} == {*CASES, "checkout.orders"}


@pytest.mark.parametrize("key", CASES)
def test_it_is_forgotten_when_its_time_is_over_and_not_before(clock, key):
    maker, time = CASES[key]
    maker()
    clock.shift(time)
    assert forget_what_is_past(at=shop_clock.now()) == {}
    clock.shift(1)
    assert forget_what_is_past(at=shop_clock.now()) == {key: 1}
    assert forget_what_is_past(at=shop_clock.now()) == {}


def test_of_a_message_the_row_stays_and_says_nothing_about_anybody(clock):
    made = message()
    clock.shift(91 * DAY)
    tasks.forget_what_is_past()
    made.refresh_from_db()
    assert (made.recipient, made.facts, made.state) == ("", {}, "sent")


def test_a_message_that_is_still_due_keeps_its_recipient(clock):
    admin_rows.message(state=State.DUE)
    clock.shift(91 * DAY)
    assert forget_what_is_past(at=shop_clock.now()) == {}


def test_the_link_to_stop_works_for_good_the_one_to_ask_why_as_long_as_the_ledger(clock):
    link("stop")
    Link.objects.create(episode=Link.objects.get().episode, purpose="why", digest="w")
    clock.shift(MONTHS + DAY)
    assert forget_what_is_past(at=shop_clock.now()) == {"recovery.links": 1}
    assert Link.objects.get().purpose == "stop"


def test_an_order_loses_whose_it_was_ten_years_after_the_end_of_its_year(clock):
    invoice = admin_rows.invoice()
    OrderToken.objects.create(order=invoice.order, digest="d")
    Cart.objects.update(state="ordered")
    clock.move_to("2036-12-31T23:59:59+00:00")
    assert "checkout.orders" not in forget_what_is_past(at=shop_clock.now())
    clock.move_to("2037-01-01T00:00:00+00:00")
    assert forget_what_is_past(at=shop_clock.now()) == {"checkout.orders": 1}
    order = Order.objects.get()
    assert (order.email, order.user, order.vat_number, order.cart) == ("", None, "", None)
    assert (Address.objects.count(), OrderToken.objects.count(), Cart.objects.count()) == (0, 0, 0)
    buyer = Invoice.objects.get().buyer
    assert buyer == {"address": "", "delivery_address": "", "vat_number": ""}
    assert order.lines.count() == 1
    assert forget_what_is_past(at=shop_clock.now()) == {}


def test_batches_follow_one_another_until_nothing_is_left(clock, monkeypatch):
    monkeypatch.setattr(forgetting, "BATCH", 2)
    for _ in range(5):
        make_search()
    clock.shift(MONTHS + DAY)
    assert forget_what_is_past(at=shop_clock.now()) == {"catalog.searches": 5}
    assert Search.objects.count() == 0


def test_a_verb_that_fails_keeps_no_other_from_its_work(clock, monkeypatch, caplog):
    def fail(*, at, limit):
        raise RuntimeError

    broken = Processing(
        key="a.broken", name="", models=(), people="", data="", why="",
        basis="law", period=str, forget=fail,
    )  # fmt: skip
    monkeypatch.setattr(forgetting, "processings", lambda: [broken, *processings()])
    make_search()
    clock.shift(MONTHS + DAY)
    assert forget_what_is_past(at=shop_clock.now()) == {"catalog.searches": 1}
    assert any("not_forgotten" in record.getMessage() for record in caplog.records)
