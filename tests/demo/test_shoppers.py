"""The past that the demo tells: real rows, in order, and all of it or nothing."""

import json
from datetime import timedelta
from io import StringIO
from random import Random
from unittest import mock

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test.utils import override_settings

from cart.models import Cart
from catalog.models import ProductViews, Search, Stock
from checkout.models import Address, Order, OrderState, Payment
from recovery.models import Episode, Reminder
from shop.core import clock as shop_clock
from shop.core.messaging.classes import MessageClass
from shop.core.messaging.models import Message, State
from shop.core.messaging.outbox import enqueue
from shop.core.users.models import User
from shop.demo.mailbox import all_mails
from shop.demo.reading import WrittenReview
from shop.demo.selling import load_selling
from shop.demo.shoppers import past
from shop.demo.shoppers.looking import Window, asked_of
from shop.demo.shoppers.past import MAILS_KEPT
from shop.demo.shoppers.reviewing import Reviewing
from shop.demo.shoppers.telling import tell_past
from tests.conftest import NOON
from tests.factories import ProductFactory, ReviewFactory, VariantFactory

DAYS = 4


@pytest.fixture(scope="module")
def shop(django_db_setup, django_db_blocker, tmp_path_factory):
    """Eight things on the shelf, two left of each, at ``NOON``; taken back after the module."""
    mailbox = tmp_path_factory.mktemp("mailbox")
    with (
        django_db_blocker.unblock(),
        transaction.atomic(),
        time_machine.travel(NOON, tick=False),
        override_settings(EMAIL_FILE_PATH=mailbox, TIME_SCALE=60),
    ):
        load_selling()
        for product in ProductFactory.create_batch(8):
            VariantFactory(product=product, price=1990, on_hand=2)
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def told(shop):
    """A past, told once: it takes its time, and no test changes it."""
    return tell_past(seed=8, days=DAYS)


def interrupt(*, at):
    if at > NOON - timedelta(days=3):
        raise KeyboardInterrupt


def test_interrupted_past_leaves_nothing(shop):
    with pytest.raises(KeyboardInterrupt), mock.patch.object(past, "release_expired", interrupt):
        tell_past(seed=8, days=DAYS)
    assert not Cart.objects.exists()
    assert not Search.objects.exists()
    assert not all_mails()
    assert {*Stock.objects.values_list("on_hand", flat=True)} == {2}


def test_what_is_told_stands_in_the_database(told):
    assert told["visits"] > 100
    assert Search.objects.count() == told["searches"]
    assert sum(ProductViews.objects.values_list("views", flat=True)) == told["views"]
    assert Cart.objects.count() == told["carts"]
    assert Order.objects.filter(state=OrderState.PAID).count() == told["orders"] > 0
    assert Message.objects.filter(state=State.SENT).count() == told["mails"] > told["orders"] / 2


def test_visitors_leave_at_every_depth(told):
    begun = Order.objects.values_list("reached", flat=True)
    assert {*begun} == {2, 3, 4}
    assert Cart.objects.filter(order=None).exists()
    assert Payment.objects.filter(state="failed").exists()
    assert {*Episode.objects.values_list("depth", flat=True)} >= {2, 3, 4}
    assert Reminder.objects.exists()


def test_help_is_offered_at_the_pace_of_the_past(told):
    """Not at the demo's, in which an hour passes in a minute."""
    offers = Reminder.objects.filter(message__kind="recovery.reminder")
    waits = [due - left for due, left in offers.values_list("message__due_at", "episode__left_at")]
    assert min(waits) >= timedelta(hours=1)


def test_orders_are_confirmed_at_once(told):
    waits = [
        sent - created
        for created, sent in Message.objects.filter(
            kind="order.confirmed", created_at__lt=NOON - timedelta(minutes=2)
        ).values_list("created_at", "sent_at")
    ]
    assert max(waits) <= timedelta(minutes=1)


def test_everything_lies_in_those_days(told):
    begin, end = NOON - timedelta(days=DAYS), NOON
    moments = [
        *Cart.objects.values_list("created_at", "last_activity_at"),
        *Order.objects.values_list("created_at", "last_activity_at"),
        *Episode.objects.values_list("left_at", "opened_at"),
        *Payment.objects.values_list("created_at", "created_at"),
    ]
    assert all(begin <= first <= last < end for first, last in moments)


def test_shelves_hold_what_they_held(told):
    """Nobody is at the bank when the past ends, so nothing is held."""
    assert {*Stock.objects.values_list("on_hand", "reserved")} == {(2, 0)}
    assert not Order.objects.filter(state=OrderState.AWAITING_PAYMENT).exists()
    assert {*Payment.objects.values_list("state", flat=True)} == {"failed", "succeeded"}


def test_nobody_is_taken_for_real(told):
    emails = [
        *Order.objects.values_list("email", flat=True),
        *User.objects.values_list("email", flat=True),
    ]
    assert all(email.endswith("@demo.example") for email in emails)
    assert all(name.endswith(" Démo") for name in Address.objects.values_list("name", flat=True))
    assert not any(user.has_usable_password() for user in User.objects.all())


def test_mailbox_has_the_last_days(told):
    sent = [mail.sent_at for mail in all_mails()]
    assert sent == sorted(sent, reverse=True)
    assert [m for m in sent if not NOON - MAILS_KEPT <= m <= NOON] == []
    assert 0 < len(sent) < told["mails"]


def test_same_seed_tells_the_same(shop):
    visits = [tell_past(seed=5, days=1)["views"] for _time in range(2)]
    assert visits[0] == visits[1]


@pytest.mark.parametrize(
    ("name", "language", "words", "asked"),
    [
        ("Quiet Morning teapot", "en", 1, "teapot"),
        ("One More Chapter power bank", "en", 2, "power bank"),
        ("Cast-iron pan, 24 cm", "en", 2, "cast-iron pan"),
        ("Thé vert Première pluie", "fr", 2, "thé vert"),
        ("Stylo-plume Longue route", "fr", 1, "stylo-plume"),
    ],
)
def test_things_are_asked_for_by_what_they_are(name, language, words, asked):
    assert asked_of(name, language=language, words=words) == asked


def test_what_cannot_be_bought_is_not_looked_at(shop):
    with transaction.atomic():
        ProductFactory(slug="empty")
        VariantFactory(product__slug="withdrawn", is_active=False)
        products = Window.of_shop(Random(1), {}).products
        transaction.set_rollback(True)
    assert len(products) == 8
    assert not {"empty", "withdrawn"} & {product.slug for product in products}


def test_a_second_story_does_not_say_the_same_again(shop):
    words = WrittenReview(5, "fr", "Bien", "Très bien.")
    with transaction.atomic():
        slug = ReviewFactory(text=words.text).product.slug
        again, other = (Reviewing(Random(1), {each: (words,)}) for each in (slug, "x"))
        transaction.set_rollback(True)
    assert (again.left, other.left) == ({slug: []}, {"x": [words]})


def test_mail_to_somebody_else_is_sent_as_ever(shop, mailoutbox):
    with shop_clock.at(NOON - timedelta(days=1)):
        enqueue(
            kind="account.unknown_account",
            about="account:1",
            message_class=MessageClass.SERVICE,
            recipient="zoe@real.example",
            language="en",
        )
    tell_past(seed=1, days=1)
    assert [mail.to for mail in mailoutbox] == [["zoe@real.example"]]


def test_command_says_what_happened(shop):
    out = StringIO()
    call_command("simulate_shoppers", "--seed=3", "--days=1", "--json", stdout=out)
    told = json.loads(out.getvalue())
    assert told["visits"] > 10
    assert {"carts", "mails", "orders", "searches", "views", "visits"} <= told.keys()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [(["--days=0"], "--days must be 1 or more"), ([], "There is nothing to buy yet")],
)
def test_command_refuses_what_makes_no_sense(db, arguments, words):
    with pytest.raises(CommandError, match=words):
        call_command("simulate_shoppers", *arguments)
