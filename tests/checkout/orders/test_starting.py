from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from cart import changing
from cart.changing import Closed
from cart.models import Cart, CartState, DeliveryMethod
from checkout.models import Address, AddressKind, FormError, Order, OrderToken, Step
from checkout.orders.starting import (
    choose_delivery,
    record_form_errors,
    save_addresses,
    start_order,
)
from shop.core.messaging.models import Consent
from shop.core.tokens import digest_of
from tests.conftest import NOON
from tests.factories import CartFactory, UserFactory

pytestmark = pytest.mark.django_db
HOME = {"country": "FR", "name": "Zoé", "line1": "1 rue", "postcode": "75011", "city": "Paris"}


@pytest.fixture
def cart(variant):
    cart = CartFactory()
    changing.add(cart=cart, variant=variant, quantity=1)
    return cart


def start(cart, email="zoe@demo.example", **more):
    given = {"wants_reminders": False, "language": "en", "known": None, "user_id": None}
    return start_order(cart=cart, email=email, **(given | more))


def test_an_order_is_born_initiated(cart):
    started = start(cart)
    order = Order.objects.get()
    assert (order.state, order.reached, order.language) == ("initiated", Step.ADDRESS, "en")
    assert [(e.from_state, e.to_state, e.by) for e in order.events.all()] == [
        ("", "initiated", "shopper")
    ]
    assert OrderToken.objects.get().digest == digest_of(started.secret)


def test_a_cart_has_one_order_however_often_one_begins(cart):
    first = start(cart)
    second = start(cart, email="zoe2@demo.example", known=first.order)
    assert second.order == first.order == Order.objects.get()
    assert (second.secret, second.order.email) == ("", "zoe2@demo.example")


def test_a_known_time_zone_stays_until_another_browser_begins_anew(cart):
    order = start(cart, time_zone="America/Toronto").order
    assert order.time_zone == "America/Toronto"
    assert start(cart, known=order).order.time_zone == "America/Toronto"
    assert start(cart, known=order, time_zone="Asia/Tokyo").order.time_zone == "Asia/Tokyo"
    assert start(cart, email="max@demo.example").order.time_zone == ""


def test_a_number_can_be_read_out_and_is_not_the_key(cart):
    reference = start(cart).order.reference
    assert len(reference.replace("-", "")) == 9
    assert not set(reference) & set("01OILU")


def test_who_types_an_address_gets_nothing_of_anothers(cart):
    """Without the cookie of the browser that began it: addresses and old tokens go (M10)."""
    first = start(cart, wants_reminders=True)
    save_addresses(order=first.order, addresses={AddressKind.DELIVERY: HOME})
    second = start(cart, email="zoe@demo.example", known=None)
    assert second.order == first.order
    assert Address.objects.count() == 0
    assert OrderToken.objects.get().digest == digest_of(second.secret)
    assert (second.order.country, second.order.reached) == ("", Step.ADDRESS)


def test_a_ticked_box_is_a_consent_with_its_words(cart):
    order = start(cart, wants_reminders=True).order
    consent = Consent.objects.get()
    assert (consent.person, consent.is_given, consent.source) == (order.person, True, "checkout")
    assert (consent.text_version, consent.language) == ("checkout-2026-11", "en")


def test_a_box_left_alone_says_nothing(cart):
    start(cart)
    assert Consent.objects.count() == 0


def test_a_box_ticked_off_again_takes_the_consent_back(cart):
    order = start(cart, wants_reminders=True).order
    start(cart, wants_reminders=True, known=order)
    start(cart, wants_reminders=False, known=order)
    assert list(Consent.objects.order_by("pk").values_list("is_given", flat=True)) == [True, False]


def test_another_address_is_another_person_who_is_asked_anew(cart):
    order = start(cart, wants_reminders=True).order
    before = order.person_id
    order = start(cart, email="max@demo.example", wants_reminders=True, known=order).order
    assert order.person_id != before
    assert Consent.objects.filter(person=order.person, is_given=True).count() == 1


def test_one_mailbox_is_one_person_however_it_is_spelt(cart):
    first = start(cart).order
    other = start(CartFactory(), email="ZOE@demo.example").order
    assert first.person == other.person


def test_the_account_owns_the_order(cart):
    user = UserFactory()
    assert start(cart, user_id=user.pk).order.user == user


def test_a_closed_cart_begins_nothing(cart):
    Cart.objects.update(state=CartState.ORDERED)
    with pytest.raises(Closed):
        start(cart)
    assert Order.objects.count() == 0


def test_each_step_is_the_last_activity_and_never_goes_back(clock, cart, variant):
    order = start(cart).order
    clock.shift(timedelta(minutes=5))
    save_addresses(order=order, addresses={AddressKind.DELIVERY: HOME})
    choose_delivery(order=order, method_id=DeliveryMethod.objects.get().pk)
    save_addresses(order=order, addresses={AddressKind.DELIVERY: HOME})
    order.refresh_from_db()
    assert (order.reached, order.country) == (Step.PAYMENT, "FR")
    assert order.last_activity_at - order.created_at == timedelta(minutes=5)


def test_a_billing_address_comes_and_goes(cart):
    order = start(cart).order
    both = {AddressKind.DELIVERY: HOME, AddressKind.BILLING: {**HOME, "name": "Firma"}}
    save_addresses(order=order, addresses=both)
    order.refresh_from_db()
    assert (order.is_billed_elsewhere, order.addresses.count()) == (True, 2)
    save_addresses(order=order, addresses={AddressKind.DELIVERY: HOME})
    order.refresh_from_db()
    assert (order.is_billed_elsewhere, order.addresses.get().kind) == (False, "delivery")


def test_form_errors_are_counted_without_what_was_typed(cart):
    order = start(cart).order
    errors = {"delivery-postcode": ["invalid"], "delivery-city": ["required"]}
    record_form_errors(cart=cart, order=order, step=Step.ADDRESS, errors=errors)
    rows = FormError.objects.values_list("step", "field", "code")
    assert list(rows) == [(2, "delivery-postcode", "invalid"), (2, "delivery-city", "required")]
    order.refresh_from_db()
    assert order.error_count == 2


def test_form_errors_that_cannot_be_written_fail_nobody(cart, monkeypatch):
    def broken(*_args, **_kwargs):
        raise RuntimeError

    monkeypatch.setattr(FormError.objects, "bulk_create", broken)
    record_form_errors(cart=cart, order=None, step=Step.EMAIL, errors={"email": ["required"]})
    assert FormError.objects.count() == 0


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("order_state_known", {"state": "lost", "placed_at": NOON}),
        ("order_step_known", {"reached": 9}),
        ("order_reminded_or_not", {"wants_reminders": True, "refuses_reminders": True}),
        ("order_total_is_its_parts", {"total": 1}),
        (
            "order_total_is_its_parts",
            {"subtotal": 1, "total": 1, "exemption": "export", "relief": 1},
        ),
        ("order_exemption_known", {"exemption": "love"}),
        ("order_relief_has_reason", {"subtotal": 1, "relief": 1}),
        ("order_discount_within_items", {"subtotal": 1, "discount": 2, "delivery": 1}),
        ("order_placed_has_date", {"state": "paid"}),
    ],
)
def test_the_database_refuses_an_order(cart, name, change):
    start(cart)
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Order.objects.update(**change)


def test_the_database_refuses_a_second_order_of_a_cart(cart):
    order = start(cart).order
    with pytest.raises(IntegrityError), transaction.atomic():
        Order.objects.create(reference="X", cart=cart, person=order.person, email="a@b.example")


@pytest.mark.parametrize(
    ("name", "fields"),
    [("address_one_a_kind", {"kind": "delivery"}), ("address_kind_known", {"kind": "holiday"})],
)
def test_the_database_refuses_an_address(cart, name, fields):
    order = start(cart).order
    save_addresses(order=order, addresses={AddressKind.DELIVERY: HOME})
    with pytest.raises(IntegrityError), transaction.atomic():
        Address.objects.create(order=order, **HOME, **fields)


def test_the_database_refuses_an_error_of_no_step():
    with pytest.raises(IntegrityError, match="form_error_step_known"), transaction.atomic():
        FormError.objects.create(step=9, field="x", code="y")


YES, NO, NOTHING = {"wants_reminders": True}, {"refuses_reminders": True}, {}


@pytest.mark.parametrize(
    ("ticked", "recorded"),
    [
        ([NOTHING, NOTHING], []),
        ([NO], [False]),
        ([NO, NO], [False]),
        ([NO, NOTHING], [False]),  # a no stands until a yes
        ([NO, NOTHING, NO], [False, False]),
        ([NO, YES], [False, True]),
        ([YES, NO], [True, False]),
        ([YES | NO], [False]),  # a no wins
        ([YES, YES | NO, YES], [True, False, True]),
    ],
)
def test_what_is_ticked_is_written_down_once(cart, ticked, recorded):
    order = None
    for boxes in ticked:
        order = start(cart, known=order, notice_version="checkout-x", **boxes).order
    consents = Consent.objects.order_by("pk")
    assert list(consents.values_list("is_given", flat=True)) == recorded
    assert {each.text_version for each in consents} <= {"checkout-x"}
    assert order.notice_version == "checkout-x"
    assert order.wants_reminders == (ticked[-1] == YES)
    assert order.refuses_reminders == ("refuses_reminders" in ticked[-1])
    assert not order.wants_reminders or not order.refuses_reminders
