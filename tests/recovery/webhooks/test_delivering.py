"""A real receiver that fails, hangs, hangs up and recovers: nothing is lost, and all is signed."""

import json
import time

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from recovery import tasks
from recovery.models import WebhookDelivery, WebhookEndpoint
from recovery.webhooks import delivering, endpoints
from recovery.webhooks.claiming import claim
from recovery.webhooks.delivering import deliver_due
from recovery.webhooks.posting import post
from recovery.webhooks.settling import RETRY_AFTER, pause_after
from recovery.webhooks.signing import headers
from shop.core import clock as shop_clock
from shop.core.heartbeat.behind import backlogs
from tests.receiver import HANGS, HANGS_UP, TRICKLES, running
from tests.recovery.conftest import DAY, HOUR, MINUTE
from tests.recovery.webhooks.conftest import make_delivery, make_endpoint

pytestmark = [pytest.mark.enable_socket, pytest.mark.django_db]


@pytest.fixture
def receiver(settings):
    settings.WEBHOOK_SECONDS = 0.3
    with running() as receiver:
        yield receiver


@pytest.fixture
def endpoint(receiver, clock):
    made = make_endpoint(url=receiver.url)
    receiver.secret = made.secret
    return made


def deliver():
    return dict(deliver_due(limit=100))


def steps(delivery):
    return [
        tuple(filter(None, step))
        for step in delivery.steps.values_list("to_state", "code", "status")
    ]


def standing(row):
    row.refresh_from_db()
    return row.state, row.code, row.status, row.attempts


def test_it_arrives_as_it_was_written_and_signed(endpoint, receiver):
    delivery = make_delivery(endpoint)
    assert deliver() == {"delivered": 1}
    assert deliver() == {}
    assert receiver.heard == [(delivery.event_id, delivery.body.encode(), True)]
    assert standing(delivery) == ("delivered", "", 200, 1)
    assert delivery.delivered_at == shop_clock.now()
    assert steps(delivery) == [("sending",), ("delivered", 200)]


def test_nothing_is_lost_at_a_receiver_that_fails_hangs_hangs_up_and_recovers(
    street, endpoint, receiver
):
    """Two facts of the shop, whatever the receiver does, arrive by the numbers they had at first."""
    receiver.answers = [500, HANGS, HANGS_UP, 503, 200]
    order = street.leave("payment")
    street.after(HOUR)
    street.buy(order)
    assert street.after(MINUTE)["woken"] == 1
    ids = set(WebhookDelivery.objects.values_list("event_id", flat=True))
    assert len(ids) == 3
    for _ in range(12):
        deliver()
        street.clock.shift(HOUR)
    assert set(WebhookDelivery.objects.values_list("state", flat=True)) == {"delivered"}
    assert (set(receiver.ids), len(receiver.ids)) == (ids, 3 + 4)
    assert {is_right for _id, _body, is_right in receiver.heard} == {True}
    assert {json.loads(body)["type"] for _id, body, _is_right in receiver.heard} == {
        "cart.abandoned",
        "cart.recovered",
        "order.paid",
    }
    endpoint.refresh_from_db()
    assert (endpoint.failures, endpoint.failing_since) == (0, None)


@pytest.mark.parametrize(
    ("answer", "code", "status"),
    [
        (500, "refused", 500),
        (404, "refused", 404),
        (503, "refused", 503),
        (HANGS, "timed_out", None),
        (TRICKLES, "timed_out", None),
        (HANGS_UP, "unreachable", None),
    ],
)
def test_what_was_not_taken_is_due_again_a_minute_later(endpoint, receiver, answer, code, status):
    delivery = make_delivery(endpoint)
    receiver.answers = [answer]
    assert deliver() == {"due": 1}
    assert standing(delivery) == ("due", code, status, 1)
    assert delivery.due_at == shop_clock.now() + MINUTE


def test_nobody_there_is_tried_again(clock, settings):
    with running() as gone:
        url = gone.url
    delivery = make_delivery(make_endpoint(url=url))
    assert deliver() == {"due": 1}
    assert standing(delivery) == ("due", "unreachable", None, 1)


def test_a_redirect_is_not_followed(endpoint, receiver):
    delivery = make_delivery(endpoint)
    receiver.answers, receiver.headers = [302], {"Location": receiver.url.replace("hook", "else")}
    assert deliver() == {"due": 1}
    assert standing(delivery) == ("due", "refused", 302, 1)
    assert receiver.paths == ["/hook"]


def test_after_ten_attempts_in_three_days_it_is_dead(endpoint, receiver, clock):
    delivery = make_delivery(endpoint)
    receiver.answers = [500]
    began = shop_clock.now()
    for attempt in range(1, 11):
        assert deliver() == {"dead" if attempt == 10 else "due": 1}
        assert deliver() == {}
        delivery.refresh_from_db()
        clock.move_to(delivery.due_at)
    assert shop_clock.now() - began == sum(RETRY_AFTER, 0 * DAY) == 3 * DAY + 3.6 * HOUR
    assert standing(delivery) == ("dead", "refused", 500, 10)
    assert receiver.ids == [delivery.event_id] * 10
    assert len(steps(delivery)) == 20


def test_pauses_are_spread_by_the_number_of_the_event():
    assert pause_after(1, "msg_00") == MINUTE
    assert pause_after(1, "msg_ff") == 1.1 * MINUTE
    assert pause_after(9, "msg_33") == 1.02 * DAY


def test_who_wants_nothing_more_is_switched_off(endpoint, receiver, clock):
    first, second = make_delivery(endpoint), make_delivery(endpoint)
    receiver.answers = [410]
    assert deliver() == {"dead": 1}
    endpoint.refresh_from_db()
    assert (endpoint.is_active, endpoint.off_because) == (False, "gone")
    assert deliver() == {"given_up": 1}
    assert standing(first) == ("dead", "gone", 410, 1)
    assert standing(second) == ("dead", "switched_off", None, 0)
    assert len(receiver.heard) == 1
    dead = {each.name: each.count for each in backlogs(at=shop_clock.now())}
    assert (dead["webhooks_dead"], dead["webhooks_due"]) == (2, 0)


def test_who_has_taken_nothing_for_days_is_switched_off(endpoint, receiver, clock):
    receiver.answers = [500]
    for _ in range(10):
        make_delivery(endpoint)
    deliver()
    clock.shift(5 * DAY - MINUTE)
    make_delivery(endpoint)
    deliver()
    endpoint.refresh_from_db()
    assert endpoint.is_active
    clock.shift(MINUTE)
    make_delivery(endpoint)
    deliver()
    endpoint.refresh_from_db()
    assert (endpoint.is_active, endpoint.off_because) == (False, "failing")


def test_a_receiver_that_hangs_keeps_nobody_else_waiting(endpoint, receiver, clock):
    """Of ten that are due there one is tried; the other endpoint gets all of its own."""
    with running() as swift:
        other = make_endpoint(url=swift.url)
        swift.secret, receiver.answers = other.secret, [HANGS]
        waiting = [make_delivery(endpoint) for _ in range(10)]
        theirs = [make_delivery(other) for _ in range(3)]
        assert deliver() == {"due": 1, "delivered": 3}
        assert swift.ids == [each.event_id for each in theirs]
        assert receiver.ids == [waiting[0].event_id]
        assert deliver() == {}
        make_delivery(other)
        assert deliver() == {"delivered": 1}
        assert (len(receiver.ids), len(swift.ids)) == (1, 4)
        clock.shift(MINUTE)
        receiver.answers = [200]
        assert deliver() == {"delivered": 10}
        assert sorted(receiver.ids) == sorted([waiting[0].event_id, *[w.event_id for w in waiting]])


def test_who_failed_before_comes_last(endpoint, receiver):
    """So that whoever hangs again makes nobody wait in front of it."""
    with running() as swift:
        other = make_endpoint(url=swift.url)
        swift.secret = other.secret
        WebhookEndpoint.objects.filter(pk=endpoint.pk).update(
            failures=1, failing_since=shop_clock.now()
        )
        make_delivery(endpoint)
        make_delivery(other)
        order = [each.pk for each in delivering.endpoints_waiting(at=shop_clock.now())]
    assert order == [other.pk, endpoint.pk]


def test_who_is_slow_gets_its_time_and_no_more(endpoint, receiver, monkeypatch):
    monkeypatch.setattr(delivering, "SECONDS_EACH", 0)
    make_delivery(endpoint)
    assert deliver() == {}
    monkeypatch.setattr(delivering, "SECONDS_EACH", 5)
    assert deliver() == {"delivered": 1}


@pytest.mark.parametrize(
    ("asked", "wait"),
    [
        ("", MINUTE),
        ("7200", 2 * HOUR),
        ("Wed, 04 Mar 2026 15:00:00 GMT", 3 * HOUR),
        ("999999999999", DAY),
        ("soon", MINUTE),
        ("²", MINUTE),
        ("Wed, 04 Mar 2020 15:00:00 GMT", MINUTE),
    ],
)
def test_who_has_too_much_is_left_alone_as_long_as_it_asks(endpoint, receiver, asked, wait):
    _first, second = make_delivery(endpoint), make_delivery(endpoint)
    receiver.answers, receiver.headers = [429], {"Retry-After": asked.encode().decode("latin-1")}
    assert deliver() == {"due": 1}
    endpoint.refresh_from_db()
    assert endpoint.left_alone_until == shop_clock.now() + wait
    assert standing(second) == ("due", "", None, 0)
    assert len(receiver.heard) == 1


def test_what_waits_for_a_silent_receiver_is_not_late(endpoint, receiver, clock):
    make_delivery(endpoint)
    make_delivery(endpoint)
    receiver.answers, receiver.headers = [503], {"Retry-After": "7200"}
    deliver()

    def waiting():
        (found,) = [b for b in backlogs(at=shop_clock.now()) if b.name == "webhooks_due"]
        return found.count, found.is_late

    clock.shift(2 * HOUR - MINUTE)
    assert waiting() == (0, False)
    clock.shift(MINUTE)
    assert waiting() == (2, False)
    clock.shift(HOUR)
    assert waiting() == (2, True)


def test_whoever_changes_over_to_a_new_secret_believes_both(endpoint, receiver):
    former = endpoint.secret
    assert endpoints.change_secret(endpoint)
    assert not endpoints.change_secret(endpoint)  # it was read before
    endpoint.refresh_from_db()
    assert (endpoint.former_secret, endpoint.secret == former) == (former, False)
    make_delivery(endpoint)
    assert deliver() == {"delivered": 1}
    receiver.secret = endpoint.secret
    make_delivery(endpoint)
    assert deliver() == {"delivered": 1}
    assert endpoints.forget_former_secret(endpoint)
    delivery = make_delivery(WebhookEndpoint.objects.get())
    signed = headers(delivery, at=shop_clock.now())
    assert Webhook(endpoint.secret).verify(delivery.body, signed)["type"] == "webhook.test"
    with pytest.raises(WebhookVerificationError):
        Webhook(former).verify(delivery.body, signed)


def test_a_worker_that_died_leaves_what_it_claimed_to_the_next(endpoint, receiver, clock):
    delivery = make_delivery(endpoint)
    claimed = claim(endpoint, at=shop_clock.now())
    post(claimed)  # arrived, and nobody wrote it down
    clock.shift(5 * MINUTE - MINUTE)
    assert deliver() == {}
    clock.shift(MINUTE)
    assert deliver() == {}
    assert standing(delivery) == ("due", "interrupted", None, 1)
    clock.shift(MINUTE)
    assert deliver() == {"delivered": 1}
    assert receiver.ids == [delivery.event_id] * 2
    assert steps(delivery)[1] == ("due", "interrupted")


def test_a_worker_that_is_only_slow_finds_itself_fenced(endpoint, receiver, clock):
    delivery = make_delivery(endpoint)
    claimed = claim(endpoint, at=shop_clock.now())
    clock.shift(5 * MINUTE)
    deliver()
    clock.shift(MINUTE)
    again = claim(endpoint, at=shop_clock.now())
    assert delivering.settle(claimed, post(claimed), at=shop_clock.now()) is None
    assert standing(delivery) == ("sending", "", None, 2)
    assert delivering.settle(again, post(again), at=shop_clock.now()) == "delivered"


def test_the_task_asks_for_another_turn_while_there_may_be_more(endpoint, receiver, monkeypatch):
    woken = []
    monkeypatch.setattr(tasks, "wake", woken.append)
    monkeypatch.setattr(tasks, "WEBHOOKS", 2)
    for _ in range(3):
        make_delivery(endpoint)
    tasks.deliver_webhooks()
    assert woken == ["recovery.tasks.deliver_webhooks"]
    tasks.deliver_webhooks()
    assert (len(woken), len(receiver.heard)) == (1, 3)


def test_a_slow_name_server_costs_no_more_than_the_limit(endpoint, receiver, monkeypatch):
    """The library has no limit for it."""
    make_delivery(endpoint)
    monkeypatch.setattr(
        "recovery.webhooks.posting._posted", lambda *_args: receiver.over.wait() and None
    )
    began = time.perf_counter()
    assert deliver() == {"due": 1}
    assert time.perf_counter() - began < 5


def test_queries_are_the_same_for_each_delivery(endpoint, receiver, django_assert_num_queries):
    make_delivery(endpoint)
    deliver()

    def of(number):
        for _ in range(number):
            make_delivery(endpoint)
        # Who died, who waits; of each: begin, find, move, step, commit twice; and that there is no more.
        with django_assert_num_queries(2 + 9 * number + 3):
            assert deliver() == {"delivered": number}

    of(1)
    of(3)


def test_a_shop_without_endpoints_asks_twice(db, django_assert_num_queries):
    with django_assert_num_queries(2):
        assert deliver() == {}
