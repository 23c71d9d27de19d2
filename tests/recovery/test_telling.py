"""Staff are told of a failed payment by a real service on this machine, at least once (R8)."""

import json

import pytest

from recovery.models import Alert
from recovery.telling import tell_staff
from shop.core import clock as shop_clock
from tests.chat import running
from tests.recovery.conftest import MINUTE

pytestmark = pytest.mark.enable_socket


@pytest.fixture
def service(settings):
    """A chat service that keeps what it was told; ``service.status`` is what it answers."""
    with running() as service:
        settings.STAFF_ALERT_URLS = [service.url]
        yield service


def tell():
    return tell_staff(at=shop_clock.now())


def test_staff_are_told_what_and_how_much_and_not_who(street, service, settings):
    settings.LANGUAGE_CODE = "en"
    payment = street.fail_to_pay(error="no_funds")
    assert (tell(), tell()) == (1, 0)
    (told,) = service.told
    assert told["title"] == f"Payment failed: €24.90, order {payment.order.reference}"
    assert told["message"].startswith(
        "not enough money\nhttp://127.0.0.1:8000/admin/checkout/order/"
    )
    assert "zoe" not in json.dumps(told).lower()
    assert Alert.objects.values_list("tell_at", "tries").get() == (None, 1)
    assert Alert.objects.get().told_at is not None


def test_a_service_that_is_down_is_told_later(street, service):
    street.fail_to_pay()
    service.status = 500
    assert (tell(), tell()) == (0, 0)
    street.clock.shift(MINUTE)
    service.status = 200
    assert tell() == 1
    assert len(service.told) == 2


def test_after_five_tries_it_is_given_up(street, service):
    street.fail_to_pay()
    service.status = 500
    for _ in range(8):
        tell()
        street.clock.shift(60 * MINUTE)
    assert Alert.objects.values_list("tries", "tell_at", "told_at").get() == (5, None, None)


def test_without_a_service_nothing_waits(street):
    street.fail_to_pay()
    assert tell() == 0
    assert Alert.objects.get().tell_at is None
