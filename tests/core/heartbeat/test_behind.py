"""What waits, and that asking reads nothing but what waits."""

import pytest
from django.db import connection

from recovery.models import Depth, Episode
from shop.core.heartbeat import behind
from shop.core.messaging.models import Message, Person, State
from shop.core.partial import one_of
from tests.admin_rows import message
from tests.conftest import NOON
from tests.core.heartbeat.conftest import HOUR, MINUTE

INDEXES = {
    "messages_due": "message_due",
    "messages_sending": "message_sending",
    "messages_unknown": "message_needs_a_look",
    "messages_failed": "message_needs_a_look",
    "stock_held_too_long": "order_held",
    "payments_to_ask": "payment_to_ask",
    "refunds_to_send": "refund_to_ask",
    "events_parked": "parked_to_ask",
    "payments_unclear": "payment_unclear",
    "refunds_by_hand": "refund_to_look_at",
    "wakes": "wake_waiting",
    "left": "cart_left order_left",
    "episodes_over": "episode_closing",
    "alerts": "alert_to_tell reply_to_tell pause_to_tell",
    "webhooks_due": "webhook_due",
    "webhooks_dead": "webhook_dead",
}


def waiting(at):
    """Return what waits at ``at``: how many, since when, and whether that is too long."""
    found = behind.backlogs(at=at)
    assert [each.name for each in found] == list(INDEXES)
    return {each.name: (each.count, each.oldest_at, each.is_late) for each in found if each.count}


@pytest.mark.django_db
def test_messages_wait_from_when_they_are_due(clock):
    message(1, due_at=NOON + HOUR)
    message(2, due_at=NOON + MINUTE)
    assert waiting(NOON) == {}
    assert waiting(NOON + 16 * MINUTE) == {"messages_due": (1, NOON + MINUTE, False)}
    assert waiting(NOON + 2 * HOUR) == {"messages_due": (2, NOON + MINUTE, True)}


@pytest.mark.django_db
def test_what_people_must_decide_is_never_late(clock):
    for n, state in enumerate([State.UNKNOWN, State.UNKNOWN, State.FAILED, State.SENT]):
        message(n, state=state)
    assert waiting(NOON + 99 * HOUR) == {
        "messages_unknown": (2, NOON, False),
        "messages_failed": (1, NOON, False),
    }


@pytest.mark.django_db
def test_one_statement_asks_for_all_of_it(django_assert_num_queries):
    with django_assert_num_queries(2):  # one for how long a cart or an order may lie idle
        behind.backlogs(at=NOON)


@pytest.mark.django_db
@pytest.mark.parametrize("name", INDEXES)
def test_each_reads_its_partial_index(name):
    """On an empty table PostgreSQL would read the table; so it is not let.

    Of several indexes of what is open it takes the right one as soon as much is.
    """
    people = Person.objects.bulk_create(Person() for _ in range(200))
    Episode.objects.bulk_create(
        Episode(person=person, depth=Depth.CART, left_at=NOON, closes_at=NOON + n * HOUR)
        for n, person in enumerate(people)
    )
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan TO off")
            cursor.execute("ANALYZE recovery_episode")
    kind = behind._kinds[name]
    tables = behind._listed(kind.rows(NOON))
    for index, rows in zip(INDEXES[name].split(), tables, strict=True):
        assert f" {index}" in behind._summed(name, rows, kind.moment).explain()


@pytest.mark.django_db
def test_words_that_are_no_codes_are_not_written_out():
    rows = Message.objects.filter(one_of("state", [State.DUE, State.SENT]))
    assert "IN ('due', 'sent')" in str(rows.query)
    with pytest.raises(ValueError, match="no codes"):
        one_of("state", ["due') OR ('1"])
