"""What the shop will not settle by itself is on the front page, for whoever may see it."""

from datetime import timedelta

import pytest

from checkout.models import ParkedEvent
from shop.core import clock
from tests.admin_rows import order, payment_of, refund
from tests.factories import UserFactory
from tests.visible_text import visible_texts

pytestmark = pytest.mark.django_db

WORDS = (
    "Nobody knows how 1 payment stands. Look at it.",
    "1 refund was refused by the bank. Give it back otherwise.",
    "Nobody knows whether 1 refund has been sent. Look at it.",
    "1 refund waits to be sent by hand.",
    "A bank spoke of 1 payment that is not known here.",
)


@pytest.fixture
def _troubled(db):
    payment_of(order(), state="pending", error="", doubt="silent", events=0)
    refund()
    refund(state="failed")
    now = clock.now()
    refund(state="sending", ask_at=now, created_at=now - timedelta(days=2))
    ParkedEvent.objects.create(gateway="testbank", ref="given up", ask_at=None)
    ParkedEvent.objects.create(gateway="testbank", ref="still looked for", ask_at=now)
    long_ago = now - timedelta(days=31)
    ParkedEvent.objects.create(gateway="testbank", ref="old", ask_at=None, heard_at=long_ago)


def front_page(client):
    return client.get("/admin/", headers={"accept-language": "en"}).text


@pytest.mark.usefixtures("_troubled")
def test_money_to_look_at_leads_to_its_rows(staff_client):
    page = front_page(staff_client)
    assert [word for word in WORDS if word not in visible_texts(page)] == []
    for address in (
        "/admin/checkout/payment/?look=unclear",
        "/admin/checkout/refund/?look=refused",
        "/admin/checkout/refund/?look=by_hand",
        "/admin/checkout/refund/?look=unanswered",
        "/admin/checkout/parkedevent/",
    ):
        assert f'href="{address}"' in page


@pytest.mark.usefixtures("_troubled")
def test_money_is_not_for_all_staff(client):
    client.force_login(UserFactory(is_staff=True))
    assert 'data-testid="money"' not in front_page(client)


def test_nothing_to_look_at_takes_no_room(staff_client):
    assert 'data-testid="money"' not in front_page(staff_client)
