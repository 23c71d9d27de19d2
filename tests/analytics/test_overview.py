from analytics.overview import Glance, Waiting, glances, waiting
from recovery.models import Alert
from shop.core.messaging.models import Message

DAILY = Glance(
    orders=2, revenue=4980, carts=8, carts_open=8, left=4, recovered=1, searches=10, unfound=3
)


def test_today_yesterday_and_the_week(history):
    history(9)
    week = Glance(
        orders=14, revenue=34860, carts=56, carts_open=56, left=28, recovered=7, searches=70,
        unfound=21,
    )  # fmt: skip
    assert glances() == [DAILY, DAILY, week]


def test_without_anything_all_is_zero(db, clock):
    nothing = Glance(
        orders=0, revenue=0, carts=0, carts_open=0, left=0, recovered=0, searches=0, unfound=0
    )
    assert glances() == [nothing] * 3


def test_what_waits_is_counted(history):
    history(1)
    Message.objects.filter(state="sent").update(state="unknown")
    Alert.objects.update(seen_at=None)
    assert waiting() == Waiting(unknown_messages=2, failed_payments=1)
