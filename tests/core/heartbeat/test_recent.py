import pytest
from django.db import connection

from shop.core.heartbeat import recent
from shop.core.messaging.models import Message, State
from tests.admin_rows import message
from tests.conftest import NOON
from tests.core.heartbeat.conftest import HOUR, MINUTE

pytestmark = pytest.mark.django_db


def test_what_happened_within_the_hour_counts_by_its_state(clock, django_assert_num_queries):
    states = [State.SENT, State.SENT, State.DUE, State.SENT]
    for n, state in enumerate(states):
        message(n, state=state)
    Message.objects.filter(pk=Message.objects.latest("pk").pk).update(
        created_at=NOON - HOUR - MINUTE
    )
    with django_assert_num_queries(1):
        assert recent.happened(at=NOON) == [("messages", "due", 1), ("messages", "sent", 2)]


@pytest.mark.parametrize(
    ("name", "index"),
    [("messages", "message_newest"), ("orders", "order_by_day"), ("payments", "payment_by_day")],
)
def test_only_the_hour_is_read(name, index):
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan TO off")
    assert f" {index}" in recent._kinds[name](NOON).order_by().explain()
