"""A cart is sent to whoever asks, once a press, and nothing else comes of it (R5, M10)."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, transaction

from cart import changing
from cart.models import Cart
from catalog import stock
from catalog.models import Product
from checkout.models import Order
from recovery import sending_carts
from recovery.links.opening import Condition, open_link
from recovery.models import CartLink, Episode
from recovery.privacy import forget_links
from recovery.sending_carts import send_cart
from shop.core import clock as shop_clock
from shop.core.asking import MOST_A_DAY
from shop.core.messaging.models import Consent, Message, Person, SuppressionReason
from shop.core.messaging.people import person_for
from shop.core.messaging.permissions import suppress
from shop.core.messaging.rendering import read
from shop.core.messaging.sending import send_due
from tests.catalog.conftest import add_picture
from tests.factories import CartFactory, UserFactory, VariantFactory
from tests.recovery.conftest import DAY, of_copying

pytestmark = pytest.mark.django_db
ZOE = "zoe@demo.example"


@pytest.fixture
def pot():
    return VariantFactory(product__name_en="Tea pot", product__name_fr="Théière", price=1000)


@pytest.fixture
def cart(clock, pot):
    made = CartFactory(language="en")
    changing.add(cart=made, variant=pot, quantity=2)
    return made


def send(cart, address=ZOE, **more):
    return send_cart(cart=cart, address=address, **{"language": "en", **more})


def letters():
    send_due(limit=50)
    return mail.outbox


def secret_of(letter):
    return re.search(r"/r/([\w-]{43})/", letter.body)[1]


@pytest.mark.parametrize(
    ("language", "subject", "line"),
    [
        ("en", "Your cart at Panier, as you asked", "2 × Tea pot — €20.00"),
        ("fr", "Votre panier chez Panier, comme demandé", "2 × Théière — 20,00\u00a0€"),
    ],
)
def test_the_mail_has_what_is_in_the_cart_and_a_link(cart, pot, language, subject, line):
    add_picture(pot.product)
    send(cart, language=language)
    (letter,) = letters()
    assert (letter.subject, letter.to) == (subject, [ZOE])
    assert line in letter.body.replace("\u202f", "\u00a0")
    html = letter.alternatives[0].content
    assert 'src="http://127.0.0.1:8000/media/products/' in html
    for part in (letter.body, html):
        assert len(set(re.findall(r"/r/[\w-]{43}/", part))) == 1
    opening = open_link(secret_of(letter), at=shop_clock.now())
    assert (opening.condition, opening.episode) == (Condition.LIVE, None)
    assert opening.standing.cart == cart


def test_nothing_else_comes_of_it(cart):
    send(cart)
    letters()
    assert [model.objects.count() for model in (Consent, Episode, Order, Person)] == [0, 0, 0, 1]
    cart.refresh_from_db()
    assert cart.user is None


def test_the_lines_are_those_of_the_moment_in_which_it_goes(cart, clock):
    clock.move_to("2026-03-04T22:00:00+00:00")
    send(cart)
    assert letters() == []
    changing.add(cart=cart, variant=VariantFactory(product__name_en="Cup"), quantity=3)
    clock.move_to("2026-03-05T07:00:00+00:00")
    assert "3 × Cup" in letters()[0].body


def test_a_second_press_is_answered_by_the_mail_on_its_way(cart, clock):
    clock.move_to("2026-03-04T22:00:00+00:00")
    first = send(cart)
    clock.shift(3600)
    changing.add(cart=cart, variant=VariantFactory(), quantity=1)
    assert send(cart) == first
    clock.move_to("2026-03-05T07:00:00+00:00")
    assert len(letters()) == 1


def test_the_same_things_go_once_in_ten_minutes(cart, clock):
    clock.shift(595)  # a window of the clock ends in between
    for seconds, expected in ((0, 1), (10, 1), (500, 1), (90, 2)):
        clock.shift(seconds)
        send(cart)
        assert len(letters()) == expected


def test_other_things_go_at_once(cart):
    send(cart)
    letters()
    changing.add(cart=cart, variant=VariantFactory(), quantity=1)
    send(cart)
    assert len(letters()) == 2


def test_each_address_has_its_own_mail(cart):
    send(cart)
    send(cart, "max@demo.example")
    assert [letter.to for letter in letters()] == [[ZOE], ["max@demo.example"]]


def test_nobody_is_bombed(cart, clock):
    for _ in range(MOST_A_DAY + 3):
        send(cart)
        letters()
        clock.shift(601)
    assert len(mail.outbox) == MOST_A_DAY


@pytest.mark.parametrize("reason", [SuppressionReason.BOUNCED, SuppressionReason.COMPLAINED])
def test_who_cannot_be_written_to_is_not(cart, reason):
    suppress(person=person_for(ZOE), reason=reason, source="test")
    send(cart)
    assert letters() == []
    assert Message.objects.get().reason == "suppressed"


def test_what_is_sensitive_is_not_in_it(cart):
    pill = VariantFactory(product__name_en="Pill", product__is_sensitive=True)
    changing.add(cart=cart, variant=pill, quantity=1)
    send(cart)
    (letter,) = letters()
    assert "Pill" not in letter.body + letter.alternatives[0].content


def test_a_cart_of_nothing_else_is_not_sent(cart):
    Product.objects.update(is_sensitive=True)
    assert send(cart) is None
    assert Message.objects.count() == 0


@pytest.mark.parametrize("change", ["emptied", "sensitive", "sold out", "ordered"])
def test_what_cannot_be_told_any_more_does_not_go(cart, pot, change):
    send(cart)
    match change:
        case "emptied":
            changing.empty(cart=cart)
        case "sensitive":
            Product.objects.update(is_sensitive=True)
        case "sold out":
            stock.count(variant_id=pot.pk, on_hand=0)
        case "ordered":
            Cart.objects.update(state="ordered")
    assert letters() == []
    assert Message.objects.get().reason == "nothing_to_say"
    assert CartLink.objects.count() == 0


def test_a_request_that_fails_sends_nothing(cart):
    class Broken(Exception):
        pass

    def fail():
        with transaction.atomic():
            send(cart)
            raise Broken

    with pytest.raises(Broken):
        fail()
    assert letters() == []


def test_of_two_presses_at_once_one_mail_goes(cart, monkeypatch):
    living, seen = sending_carts.living, []

    def meet(person):
        if not seen:
            seen.append("press")
            seen.append(send(cart))
        return living(person)

    monkeypatch.setattr(sending_carts, "living", meet)
    assert send(cart) == seen[1]
    assert len(letters()) == 1


def test_the_secret_is_in_the_mail_alone(cart):
    send(cart)
    secret = secret_of(letters()[0])
    rows = [*CartLink.objects.values(), *Message.objects.values()]
    assert not any(secret in str(row) for row in rows)
    with pytest.raises(IntegrityError), transaction.atomic():
        CartLink.objects.create(
            cart=cart, digest=CartLink.objects.get().digest, expires_at=shop_clock.now()
        )


def test_the_link_opens_for_thirty_days_and_is_forgotten_later(cart, clock):
    send(cart)
    secret = secret_of(letters()[0])
    clock.shift(30 * DAY - timedelta(seconds=1))
    assert open_link(secret, at=shop_clock.now()).condition is Condition.LIVE
    clock.shift(1)
    assert open_link(secret, at=shop_clock.now()).condition is Condition.EXPIRED
    clock.shift(90 * DAY)
    assert forget_links(at=shop_clock.now(), limit=10) == 0
    clock.shift(1)
    assert forget_links(at=shop_clock.now(), limit=10) == 1


def test_an_erased_cart_takes_its_links_along(cart):
    send(cart)
    secret = secret_of(letters()[0])
    changing.empty(cart=cart)
    Cart.objects.all().delete()
    assert CartLink.objects.count() == 0
    assert open_link(secret, at=shop_clock.now()) is None


def test_a_handful_is_read_with_the_same_queries_as_one(cart, django_assert_num_queries):
    send(cart)
    for expected in (1, 10):
        while Message.objects.count() < expected:
            other = CartFactory(user=UserFactory())
            changing.add(cart=other, variant=VariantFactory(), quantity=1)
            send(other, f"max{Message.objects.count()}@demo.example")
        messages = list(Message.objects.all())
        with django_assert_num_queries(3 + of_copying(1)):
            read(messages)
