"""A product looked at again and again and not put into a cart: noticed, and ended (R1, S1.5)."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from cart import changing
from catalog.models import Product, RememberedView, Stock
from catalog.remembering import forget_view, remember_view, stop_remembering
from recovery.episodes import noticing_looks
from recovery.episodes.ledger import entries
from recovery.models import Episode, EpisodeState, Scenario
from recovery.sweeping import sweep
from shop.core import clock as shop_clock
from shop.core.messaging.models import Consent, Message, Purpose
from shop.core.messaging.people import merge, person_for
from tests.factories import CartFactory, ProductFactory
from tests.recovery.conftest import DAY, HOUR, MINUTE, of_copying
from tests.recovery.looking import IDLE, LEFT, NOTICED_AND_PLANNED, SEEN, chooser, look, told

QUERIES = 37  # of a sweep that notices looks; one of them asks who follows it outside


def test_what_was_looked_at_often_is_noticed_when_it_has_rested(street, looked):
    assert street.after(IDLE - MINUTE) == {}
    assert street.after(MINUTE) == {"noticed": 1}
    episode = Episode.objects.get()
    assert (episode.depth, episode.state, episode.left_at) == (0, "open", LEFT)
    assert (episode.product, episode.cart, episode.order) == (looked.product, None, None)
    assert (episode.value, episode.person) == (0, looked.person)
    assert episode.causes == [["undecided", {"days": 2, "views": 3}]]
    assert told() == NOTICED_AND_PLANNED
    assert street.after(MINUTE) == {}


def test_what_is_sold_out_says_why_and_is_not_written_about(street, looked):
    Stock.objects.update(on_hand=0)
    assert street.after(IDLE) == {"noticed": 1}
    assert Episode.objects.get().cause == "out_of_stock"
    assert told() == [("noticed", "looked_at"), ("not_planned", "unbuyable")]


def _twice(street, user, product):
    look(street, user, product, times=2)


def _of_staff(street, user, product):
    look(street, user, product)
    type(user).objects.update(is_staff=True)


def _in_the_cart(street, user, product):
    changing.add(cart=CartFactory(user=user), variant=product.variants.get(), quantity=1)
    look(street, user, product)
    user.carts.update(swept_until=LEFT)


def _saved_for_later(street, user, product):
    _in_the_cart(street, user, product)
    user.carts.get().lines.update(place="saved")


def _was_bought(street, user, product):
    remember_view(user=user, product_id=product.pk)
    street.clock.shift(MINUTE)
    cart = CartFactory(language="en")
    changing.add(cart=cart, variant=product.variants.get(), quantity=1)
    street.buy(street.leave("payment", cart=cart, email="ZOE@demo.example"))
    look(street, user, product)


def _is_sensitive(street, user, product):
    look(street, user, product)
    Product.objects.update(is_sensitive=True)


def _is_forgotten(street, user, product):
    look(street, user, product)
    stop_remembering(user=user, **SEEN)


def _before_the_scenario(street, user, product):
    look(street, user, product)
    Scenario.objects.update(activated_at=LEFT + MINUTE)


def _without_a_scenario(street, user, product):
    look(street, user, product)
    Scenario.objects.filter(slug="product-looked-at").update(is_active=False)


def _with_another_address(street, user, product):
    look(street, user, product)
    type(user).objects.update(email="zoe@work.example")


def _without_reminders(street, user, product):
    look(street, user, product)
    Consent.objects.filter(purpose=Purpose.REMINDERS).delete()


@pytest.mark.parametrize(
    "happen",
    [
        _twice,
        _of_staff,
        _in_the_cart,
        _saved_for_later,
        _was_bought,
        _is_sensitive,
        _is_forgotten,
        _before_the_scenario,
        _without_a_scenario,
        _with_another_address,
        _without_reminders,
    ],
)
def test_not_noticed(street, zoe, pot, happen):
    happen(street, zoe, pot)
    street.after(IDLE)
    assert Episode.objects.filter(depth=0).count() == 0


def test_how_often_is_for_staff_to_say(street, zoe, pot):
    Scenario.objects.update(least_views=2)
    look(street, zoe, pot, times=2)
    assert street.after(IDLE) == {"noticed": 1}


def test_of_several_products_the_one_looked_at_most(street, zoe, pot):
    other = ProductFactory()
    look(street, zoe, other)
    street.clock.shift(-2 * DAY)
    look(street, zoe, pot)
    street.clock.shift(HOUR)
    remember_view(user=zoe, product_id=pot.pk)
    assert street.after(IDLE) == {"noticed": 1}
    assert Episode.objects.get().product == pot
    assert street.after(DAY) == {}


def test_looked_at_again_it_has_ended_and_begins_anew_later(noticed_look, street, zoe, pot):
    street.clock.shift(HOUR)
    remember_view(user=zoe, product_id=pot.pk)
    assert street.after(MINUTE) == {"returned": 1}
    noticed_look.refresh_from_db()
    assert (noticed_look.state, noticed_look.returned_at) == ("returned", LEFT + IDLE + HOUR)
    assert street.after(IDLE) == {"noticed": 1}


def test_a_cart_ends_it_and_outranks_it(noticed_look, street, zoe):
    street.leave_cart(user=zoe)
    assert street.after(HOUR) == {"noticed": 1}
    assert list(Episode.objects.order_by("pk").values_list("depth", "state")) == [
        (0, "returned"),
        (1, "open"),
    ]


def test_even_a_cart_left_before_it_outranks_it(noticed_look, street, zoe):
    cart = street.leave_cart(user=zoe)
    type(cart).objects.update(last_activity_at=LEFT - DAY)
    assert street.after(HOUR) == {"noticed": 1}
    assert list(Episode.objects.order_by("pk").values_list("depth", "state")) == [
        (0, "returned"),
        (1, "open"),
    ]


def test_beside_a_deeper_visit_it_is_passed_over(street, zoe, pot):
    street.leave_cart(user=zoe)
    street.clock.shift(MINUTE)
    look(street, zoe, pot)
    street.after(IDLE)
    episode = Episode.objects.get()
    assert (episode.depth, episode.state) == (1, "open")
    assert told()[-1] == ("not_noticed", "other_open")


@pytest.mark.parametrize("by_account", [True, False])
def test_bought_it_is_recovered(noticed_look, street, zoe, pot, by_account):
    order = street.leave("payment", email="zoe@work.example" if by_account else "Zoe@demo.example")
    if by_account:
        type(order).objects.update(user=zoe)
    street.buy(order)
    assert street.after(MINUTE)["woken"] == 1
    noticed_look.refresh_from_db()
    assert (noticed_look.state, noticed_look.bought_id) == ("recovered", order.pk)


def _forget(street, user, pot):
    forget_view(user=user, product_id=pot.pk)


@pytest.mark.parametrize(
    ("happen", "state", "code"),
    [
        (lambda *_: None, EpisodeState.ABANDONED, "silence"),
        (_forget, EpisodeState.DROPPED, "erased"),
        (lambda _street, user, _pot: CartFactory(user=user), EpisodeState.RETURNED, "came_back"),
    ],
)
def test_its_time_is_over(noticed_look, street, zoe, pot, happen, state, code):
    assert noticed_look.closes_at == LEFT + IDLE + 7 * DAY
    happen(street, zoe, pot)
    Scenario.objects.update(is_active=False)  # a look alone ends it earlier
    street.clock.shift(7 * DAY)
    sweep(at=shop_clock.now())
    noticed_look.refresh_from_db()
    assert (noticed_look.state, noticed_look.decisions.latest("pk").code) == (state, code)


def test_forgetting_the_look_leaves_no_trace_of_the_product(noticed_look, street, zoe):
    stop_remembering(user=zoe, **SEEN)
    noticed_look.refresh_from_db()
    assert (noticed_look.view, noticed_look.product) == (None, None)
    assert "pot" not in str([entry.as_json() for entry in entries(noticed_look)])


def test_of_two_persons_that_are_one_the_cart_goes_on(noticed_look, street, zoe):
    street.leave("address", email="zoe@work.example")
    Episode.objects.update(left_at=LEFT + 9 * DAY)
    street.after(HOUR)
    merge(kept=zoe.remembered_as, merged=person_for("zoe@work.example"))
    states = Episode.objects.order_by("pk").values_list("depth", "state", "person")
    assert list(states) == [
        (0, "returned", zoe.remembered_as_id),
        (2, "open", zoe.remembered_as_id),
    ]


def test_looked_at_in_the_moment_of_the_sweep(looked, street, zoe, pot, monkeypatch):
    """Nothing is written then, and the next sweep finds it in use."""
    real = noticing_looks.plan_reminders

    def looks_again(*args, **kwargs):
        RememberedView.objects.update(last_at=shop_clock.now())  # undone with all the rest
        return real(*args, **kwargs)

    monkeypatch.setattr(noticing_looks, "plan_reminders", looks_again)
    assert street.after(IDLE) == {}
    assert (Episode.objects.count(), Message.objects.count()) == (0, 0)
    monkeypatch.undo()
    assert street.after(MINUTE) == {"noticed": 1}


def test_another_sweep_was_faster(looked, street, monkeypatch):
    real = noticing_looks.plan_reminders

    def is_swept(*args, **kwargs):
        RememberedView.objects.update(swept_until=LEFT)
        return real(*args, **kwargs)

    monkeypatch.setattr(noticing_looks, "plan_reminders", is_swept)
    assert street.after(IDLE) == {}
    assert (Episode.objects.count(), Message.objects.count()) == (0, 0)


def test_one_that_fails_does_not_keep_the_others(street, pot, monkeypatch):
    users = [chooser(f"{name}@demo.example") for name in ("anna", "bert")]
    for user in users:
        for _n in range(3):
            remember_view(user=user, product_id=pot.pk)
    RememberedView.objects.update(times=3)
    broken = RememberedView.objects.first()
    real = noticing_looks.looks

    def fails(pks):
        return 1 / 0 if broken.pk in pks else real(pks)

    monkeypatch.setattr(noticing_looks, "looks", fails)
    assert street.after(IDLE) == {"noticed": 1}
    monkeypatch.undo()
    assert street.after(MINUTE) == {"noticed": 1}


def test_a_handful_is_noticed_with_the_queries_of_one(street, pot):
    def queries(*names):
        for name in names:
            remember_view(user=chooser(f"{name}@demo.example"), product_id=pot.pk)
        RememberedView.objects.update(times=3)
        with CaptureQueriesContext(connection) as seen:
            noticed = street.after(IDLE)
        return noticed["noticed"], len(seen)

    assert queries("zoe") == (1, QUERIES + of_copying(3))
    assert queries("anna", "bert", "cleo") == (3, QUERIES + of_copying(3))


@pytest.mark.parametrize(
    "changes",
    [{"depth": 1}, {"cart": True}, {"order": True}],
)
def test_it_has_a_product_and_no_cart(noticed_look, street, changes):
    order = street.leave("address")
    rows = {"cart": order.cart, "order": order}
    changes = {name: rows.get(name, value) for name, value in changes.items()}
    with pytest.raises(IntegrityError, match="episode_of_cart_or_product"), transaction.atomic():
        Episode.objects.filter(pk=noticed_look.pk).update(**changes)
