"""What becomes of an episode, by the rules that ``recovery.episodes.closing`` writes down (R11)."""

import pytest
from django.db import IntegrityError, transaction

from cart import changing
from checkout.models import Order, OrderState
from checkout.orders.transitions import move_order
from recovery.episodes.changing import move_episode
from recovery.episodes.ledger import entries
from recovery.models import Code, Episode, EpisodeState, Verdict
from recovery.models.episode import TRANSITIONS
from shop.core import clock as shop_clock
from shop.core.messaging.models import Message
from tests.conftest import NOON
from tests.orders import pay
from tests.recovery.conftest import DAY, HOUR, MINUTE


def decisions(episode):
    return [(line.decision.value, line.code.value) for line in entries(episode)]


def test_officially_abandoned_after_the_last_reminder_and_a_week(street, episode):
    assert episode.closes_at == NOON + HOUR + 7 * DAY
    assert street.after(7 * DAY - MINUTE) == {}
    assert street.after(MINUTE) == {"closed": 1}
    episode.refresh_from_db()
    assert (episode.state, episode.order.state) == ("abandoned", "abandoned")
    assert ("abandoned", "silence") in decisions(episode)
    event = episode.order.events.last()
    assert (event.from_state, event.to_state, event.by, event.reason) == (
        "initiated",
        "abandoned",
        "sweep",
        "silence",
    )


def test_a_cart_without_an_order_is_abandoned_too(street, django_user_model):
    user = django_user_model.objects.create(email="ann@demo.example")
    street.leave_cart(user=user)
    street.after(HOUR)
    assert street.after(2 * DAY + 7 * DAY) == {"closed": 1}
    assert Episode.objects.get().state == "abandoned"


def test_came_back_by_themselves(street, episode):
    street.clock.shift(2 * HOUR)
    changing.touch(episode.cart)
    assert street.after(MINUTE) == {"returned": 1}
    episode.refresh_from_db()
    assert (episode.state, episode.returned_at) == ("returned", NOON + 3 * HOUR)
    assert episode.came_by_link is False
    assert Message.objects.values_list("state", "reason").get() == ("skipped", "came_back")


def test_recovered_in_the_minute_it_is_paid(street, episode):
    street.clock.shift(2 * HOUR)
    bought = street.buy(Order.objects.get())
    assert street.after(MINUTE)["woken"] == 1
    episode.refresh_from_db()
    assert (episode.state, episode.bought) == ("recovered", bought)
    assert ("recovered", "bought") in decisions(episode)


def test_recovered_by_another_cart_of_the_same_person(street, episode):
    bought = street.buy()
    street.after(MINUTE)
    episode.refresh_from_db()
    assert (episode.state, episode.bought) == ("recovered", bought)


def test_somebody_elses_purchase_counts_for_nothing(street, episode):
    street.buy(email="other@demo.example")
    street.after(MINUTE)
    episode.refresh_from_db()
    assert episode.state == "open"


def test_a_purchase_counts_for_the_latest_visit_alone(street, episode):
    changing.touch(episode.cart)
    street.after(MINUTE)
    street.after(HOUR)
    street.buy(Order.objects.get())
    street.after(MINUTE)
    assert list(Episode.objects.order_by("pk").values_list("state", flat=True)) == [
        "returned",
        "recovered",
    ]


@pytest.mark.parametrize(("days", "state"), [(29, "recovered"), (31, "abandoned")])
def test_a_late_purchase_counts_for_thirty_days(street, episode, days, state):
    street.after(8 * DAY)
    street.clock.shift((days - 8) * DAY)
    street.buy(Order.objects.get())
    street.after(MINUTE)
    episode.refresh_from_db()
    assert episode.state == state


def test_dropped_when_the_cart_was_emptied(street, episode):
    episode.cart.lines.update(place="removed")
    street.after(7 * DAY)
    episode.refresh_from_db()
    assert (episode.state, decisions(episode)[-2:]) == (
        "dropped",
        [("dropped", "emptied"), ("not_sent", "nothing_to_say")],
    )


def test_dropped_when_the_cart_is_erased(episode):
    changing.empty(cart=episode.cart)
    episode.refresh_from_db()
    assert (episode.state, episode.cart, episode.order) == ("dropped", None, None)
    assert not Order.objects.exists()


def test_a_payment_under_way_is_waited_for(street, episode):
    order = Order.objects.get()
    street.clock.shift(7 * DAY - MINUTE)
    pay(order)
    Order.objects.update(last_activity_at=NOON)
    assert street.after(MINUTE) == {}
    episode.refresh_from_db()
    assert (episode.state, episode.closes_at) == ("open", shop_clock.now() + HOUR)


def test_an_abandoned_order_left_again_is_an_order_again(street, episode):
    street.after(8 * DAY)
    changing.touch(episode.cart)
    street.after(HOUR)
    assert Episode.objects.latest("pk").state == "open"
    assert Order.objects.get().state == "initiated"


def test_an_episode_moves_only_as_the_table_says(episode):
    for origin in EpisodeState:
        for to in EpisodeState:
            episode.state = origin
            if to in TRANSITIONS[origin]:
                continue
            with pytest.raises(ValueError, match=f"from {origin} to {to}"):
                move_episode(episode, to, Code.SILENCE, at=NOON)


def test_an_episode_moves_once(episode):
    stale = Episode.objects.get()
    assert move_episode(episode, EpisodeState.RETURNED, Code.CAME_BACK, at=NOON)
    assert not move_episode(stale, EpisodeState.ABANDONED, Code.SILENCE, at=NOON)
    assert [e.decision for e in entries(stale)].count(Verdict.ABANDONED) == 0


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("episode_state_known", {"state": "?", "closed_at": NOON}),
        ("episode_depth_known", {"depth": 9}),
        ("episode_cause_known", {"cause": "?"}),
        ("episode_closed_has_date", {"state": "returned"}),
    ],
)
def test_constraint(episode, name, changes):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Episode.objects.update(**changes)


def test_one_open_episode_a_person(episode):
    other = Episode(
        person=episode.person, depth=1, left_at=NOON, closes_at=NOON, state=EpisodeState.OPEN
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        other.save()


def test_an_order_awaiting_payment_is_not_abandoned_by_force(episode):
    """The table of orders has no such step: money may be on its way."""
    order = episode.order
    order.state = OrderState.AWAITING_PAYMENT
    with pytest.raises(ValueError, match="never goes"):
        move_order(order, OrderState.ABANDONED, by="sweep")
