"""One alert that breaks does not keep staff from hearing of the others, nor breaks for ever."""

from recovery import telling
from recovery.models import Alert
from shop.core import clock as shop_clock
from tests.recovery.conftest import HOUR


def test_an_alert_that_breaks(street, settings, monkeypatch):
    settings.STAFF_ALERT_URLS = ["json://127.0.0.1"]
    broken, fine = (street.fail_to_pay(email=f"{n}@demo.example") for n in range(2))
    heard = []

    def notify(title, body):
        if broken.order.reference in title:
            raise ValueError
        heard.append(title)
        return True

    monkeypatch.setattr("shop.core.telling.notify", notify)
    for _ in range(8):
        telling.tell_staff(at=shop_clock.now())
        street.clock.shift(2 * HOUR)
    assert len(heard) == 1
    assert fine.order.reference in heard[0]
    rows = Alert.objects.order_by("pk").values_list("payment", "tell_at", "tries")
    assert list(rows) == [(broken.pk, None, 5), (fine.pk, None, 1)]
    assert Alert.objects.get(payment=fine).told_at is not None
