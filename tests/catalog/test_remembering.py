"""Views are remembered for those who chose so: counted by visits, bounded, and gone on demand."""

from datetime import timedelta
from threading import Thread

import pytest
from allauth.account.models import EmailAddress
from django.db import IntegrityError, connection, transaction

from catalog.models import Product, RememberedView
from catalog.remembering import (
    KEPT_DAYS,
    MOST,
    Unconfirmed,
    forget_old_views,
    forget_sensitive_views,
    forget_view,
    forget_views,
    remember_view,
    start_remembering,
    stop_remembering,
)
from shop.core import clock as shop_clock
from shop.core.messaging.models import Consent, Person, Purpose
from shop.core.messaging.people import merge, person_for
from shop.core.users.models import User
from tests.conftest import NOON
from tests.factories import CategoryFactory, ProductFactory, UserFactory

pytestmark = pytest.mark.django_db

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
SEEN = {"text_version": "1", "language": "en", "source": "account"}


def somebody(email="zoe@demo.example", *, is_verified=True):
    user = UserFactory(email=email)
    EmailAddress.objects.create(user=user, email=email, verified=is_verified, primary=True)
    return user


def chooser(email="zoe@demo.example"):
    user = somebody(email)
    start_remembering(user=user, **SEEN)
    return user


@pytest.fixture
def zoe(clock, db):
    return chooser()


@pytest.fixture
def cup(db):
    return ProductFactory(slug="cup")


def look(user, *products):
    for product in products:
        remember_view(user=user, product_id=product.pk)


def remembered(**filters):
    rows = RememberedView.objects.filter(**filters).order_by("pk")
    return list(rows.values_list("product__slug", "times"))


def answers():
    rows = Consent.objects.filter(purpose=Purpose.VIEWS).order_by("pk")
    return list(rows.values_list("is_given", "text_version", "language", "source"))


def test_nobody_is_remembered_unasked(cup, django_assert_num_queries):
    user = UserFactory()
    with django_assert_num_queries(0):
        look(user, cup)
    assert remembered() == []


def test_the_choice_is_written_down_as_it_was_given(zoe):
    assert answers() == [(True, "1", "en", "account")]
    assert User.objects.get(pk=zoe.pk).remembered_as == person_for("Zoe@demo.example")


@pytest.mark.parametrize("address", ["", "other@demo.example"])
def test_an_address_that_may_be_anybodys_chooses_nothing(address):
    user = somebody(is_verified=False)
    if address:
        EmailAddress.objects.create(user=user, email=address, verified=True)
    with pytest.raises(Unconfirmed):
        start_remembering(user=user, **SEEN)
    assert answers() == []


def test_who_looks_again_within_half_an_hour_is_still_looking(zoe, cup, clock):
    look(zoe, cup)
    for minutes in (29, 29, 30, 31):
        clock.shift(minutes * MINUTE)
        look(zoe, cup)
    view = RememberedView.objects.get()
    assert view.times == 3
    assert (view.first_at, view.last_at) == (NOON, NOON + 119 * MINUTE)
    assert view.swept_until < view.first_at


def test_a_look_costs_two_queries(zoe, cup, django_assert_num_queries):
    with django_assert_num_queries(2):
        look(zoe, cup)


def test_the_newest_are_kept(zoe, clock):
    products = [ProductFactory(slug=f"p{n}", category=CategoryFactory()) for n in range(2)]
    more = Product.objects.bulk_create(
        Product(slug=f"q{n}", category=products[0].category) for n in range(MOST - 1)
    )
    look(zoe, *products)
    clock.shift(DAY)
    look(zoe, products[0], *more)
    assert RememberedView.objects.filter(person=zoe.remembered_as).count() == MOST
    assert not RememberedView.objects.filter(product=products[1]).exists()


def test_one_or_all_are_erased_and_looks_go_on(zoe, cup):
    look(zoe, cup, ProductFactory(slug="pan"), ProductFactory(slug="pot"))
    other = chooser("max@demo.example")
    look(other, cup)
    assert (forget_view(user=zoe, product_id=cup.pk), remembered(person=zoe.remembered_as)) == (
        True,
        [("pan", 1), ("pot", 1)],
    )
    assert forget_view(user=zoe, product_id=cup.pk) is False
    assert forget_views(user=zoe) == 2
    look(zoe, cup)
    assert remembered() == [("cup", 1), ("cup", 1)]


def test_who_takes_it_back_is_forgotten(zoe, cup):
    look(zoe, cup)
    assert stop_remembering(user=zoe, **SEEN) == 1
    look(zoe, cup)
    assert (remembered(), [given for given, *_ in answers()]) == ([], [True, False])
    assert stop_remembering(user=zoe, **SEEN) == 0
    assert len(answers()) == 2


def test_a_page_that_was_asked_for_before_remembers_nothing_after(zoe, cup):
    """The look of another window, which read the account before."""
    stale = User.objects.get(pk=zoe.pk)
    stop_remembering(user=zoe, **SEEN)
    look(stale, cup)
    assert remembered() == []


def test_erased_with_the_account(zoe, cup):
    look(zoe, cup)
    zoe.delete()
    assert (remembered(), Person.objects.count()) == ([], 1)


def test_another_account_of_the_same_person_keeps_them(clock, cup):
    first, second = chooser("z.o@gmail.com"), chooser("zo@gmail.com")
    look(first, cup)
    first.delete()
    assert remembered(person=second.remembered_as) == [("cup", 1)]


def test_old_ones_are_forgotten_in_portions(zoe, cup, clock):
    look(zoe, cup, ProductFactory(slug="pan"))
    clock.shift(timedelta(days=KEPT_DAYS) - MINUTE)
    look(zoe, ProductFactory(slug="pot"))
    now = shop_clock.now()
    assert forget_old_views(at=now, limit=9) == 0
    assert forget_old_views(at=now + MINUTE, limit=9) == 0
    assert forget_old_views(at=now + 2 * MINUTE, limit=1) == 1
    assert forget_old_views(at=now + 2 * MINUTE, limit=9) == 1
    assert remembered() == [("pot", 1)]


def test_what_no_rule_lets_stand_is_forgotten(zoe, cup, clock):
    look(zoe, cup, ProductFactory(slug="pan"))
    RememberedView.objects.create(person=Person.objects.create(), product=cup)
    Product.objects.filter(slug="pan").update(is_sensitive=True)
    assert forget_old_views(at=NOON, limit=9) == 2
    assert remembered() == [("cup", 1)]


def test_what_became_sensitive_is_forgotten(zoe, cup):
    look(zoe, cup, ProductFactory(slug="pan"))
    type(cup.category).objects.filter(pk=cup.category_id).update(is_sensitive=True)
    assert [row.product.slug for row in RememberedView.objects.shown(zoe.remembered_as_id)] == [
        "pan"
    ]
    assert (forget_sensitive_views(), remembered()) == (1, [("pan", 1)])


def test_two_who_are_one_have_one_memory(zoe, cup, clock):
    other = chooser("max@demo.example")
    pan = ProductFactory(slug="pan")
    look(zoe, cup)
    clock.shift(DAY)
    look(other, cup, pan)
    merge(kept=zoe.remembered_as, merged=other.remembered_as)
    assert sorted(remembered(person=zoe.remembered_as)) == [("cup", 2), ("pan", 1)]
    view = RememberedView.objects.get(product=cup)
    assert (view.first_at, view.last_at) == (NOON, NOON + DAY)
    look(other, ProductFactory(slug="pot"))  # its page was asked for before
    assert RememberedView.objects.exclude(person=zoe.remembered_as).count() == 0
    assert {u.remembered_as_id for u in User.objects.all()} == {zoe.remembered_as_id}


def test_of_two_who_are_one_the_last_word_counts(zoe, cup, clock):
    other = chooser("max@demo.example")
    look(zoe, cup)
    kept, merged = zoe.remembered_as, other.remembered_as
    clock.shift(DAY)
    stop_remembering(user=other, **SEEN)
    merge(kept=kept, merged=merged)
    assert remembered() == []
    assert not User.objects.filter(remembered_as__isnull=False).exists()


def test_what_is_looked_at_often_is_found_once_it_is_idle(zoe, clock):
    often, seldom, private = (ProductFactory(slug=slug) for slug in ("often", "seldom", "private"))
    for _ in range(3):
        look(zoe, often, private)
        clock.shift(DAY)
    look(zoe, seldom)
    Product.objects.filter(pk=private.pk).update(is_sensitive=True)
    idle = RememberedView.objects.viewed_often(NOON + 2 * DAY, 3)
    assert list(idle.values_list("product__slug", flat=True)) == ["often"]
    assert not RememberedView.objects.viewed_often(NOON + 2 * DAY - MINUTE, 3).exists()
    assert not RememberedView.objects.viewed_often(NOON + 2 * DAY, 4).exists()
    view = idle.get()
    idle.filter(pk=view.pk, last_at=view.last_at).update(swept_until=view.last_at)
    assert not idle.exists()
    look(zoe, often)
    assert RememberedView.objects.viewed_often(shop_clock.now(), 3).exists()


def test_the_sweep_reads_its_own_index(zoe, cup):
    views = RememberedView.objects
    look(zoe, cup)
    shelf = cup.category
    products = Product.objects.bulk_create(
        Product(slug=f"p{n}", category=shelf) for n in range(999)
    )
    views.bulk_create(
        RememberedView(person=zoe.remembered_as, product=product, first_at=NOON, last_at=NOON)
        for product in products
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    plan = views.viewed_often(NOON, 3).values("pk").explain()
    assert " view_often" in plan, plan


@pytest.mark.parametrize(
    ("wrong", "name"),
    [
        ({}, "view_once_a_product"),
        ({"times": 0}, "view_times_positive"),
        ({"first_at": NOON + DAY, "last_at": NOON}, "view_in_order"),
    ],
)
def test_the_database_refuses(zoe, cup, wrong, name):
    if not wrong:
        look(zoe, cup)
    known = name if connection.vendor == "postgresql" or wrong else "person_id"
    with pytest.raises(IntegrityError, match=known), transaction.atomic():
        RememberedView.objects.create(person=zoe.remembered_as, product=cup, **wrong)


@pytest.mark.django_db(transaction=True)
def test_a_look_waits_for_who_takes_it_back(clock):
    if connection.vendor != "postgresql":
        pytest.skip("nobody else writes meanwhile")
    zoe, cup = chooser(), ProductFactory()
    stale = User.objects.get(pk=zoe.pk)

    def look_elsewhere():
        look(stale, cup)
        connection.close()

    other = Thread(target=look_elsewhere)
    with transaction.atomic():
        stop_remembering(user=zoe, **SEEN)
        other.start()
        other.join(0.3)
        assert other.is_alive()
    other.join(5)
    assert (other.is_alive(), remembered()) == (False, [])
