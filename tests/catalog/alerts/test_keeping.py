"""How alerts go: by their time, with the person, with a mark, and when two people are one."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, transaction

from catalog.alerts.keeping import forget_alerts, forget_sensitive_alerts
from catalog.models import Alert, AlertKey, Category, Product
from shop.core import clock as shop_clock
from shop.core.messaging.models import Message
from shop.core.messaging.people import merge, person_for
from shop.core.messaging.sending import send_due
from shop.core.privacy.erasing import erase_person
from shop.core.privacy.subject import subject_of_person
from tests.admin_rows import alert_asked_for
from tests.catalog.alerts.conftest import ZOE

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def forget():
    return forget_alerts(at=shop_clock.now(), limit=100)


def test_what_nobody_confirmed_is_erased_and_to_whom_it_was_sent(wait_for, clock, pot):
    wait_for(pot, is_sure=False)
    send_due(limit=10)
    clock.shift(2 * DAY)
    assert forget() == 0
    clock.shift(1)
    assert forget() == 1
    assert (Alert.objects.count(), AlertKey.objects.count()) == (0, 0)
    assert Message.objects.get().recipient == ""


def test_what_waited_in_vain_ends_without_its_address_and_then_goes(wait_for, clock, pot):
    wait_for(pot)
    clock.shift(180 * DAY + timedelta(seconds=1))
    assert (forget(), forget()) == (1, 0)
    alert = Alert.objects.get()
    assert (alert.state, alert.email) == ("ended", "")
    clock.shift(30 * DAY + timedelta(seconds=1))
    assert forget() == 1
    assert Alert.objects.count() == 0


def test_a_product_that_is_sensitive_by_now_is_waited_for_by_nobody(wait_for, pot):
    wait_for(pot)
    wait_for("samovar")
    Category.objects.update(is_sensitive=True)
    assert forget_sensitive_alerts() == 1
    assert Alert.objects.get().words == "samovar"


def test_who_is_erased_waits_for_nothing(wait_for, pot):
    wait_for(pot, is_sure=False)
    wait_for("samovar")
    wait_for(pot, "max@demo.example")
    row = erase_person(subject_of_person(person_for(ZOE)), by="command")
    assert row.erased == {"catalog.alerts": 2}
    assert Alert.objects.get().email == "max@demo.example"
    assert Message.objects.get().recipient == ""
    send_due(limit=10)
    assert mail.outbox == []


@pytest.mark.parametrize("kept_is_sure", [True, False])
def test_of_two_people_that_are_one_the_confirmed_alert_stays(wait_for, pot, kept_is_sure):
    wait_for(pot, is_sure=kept_is_sure)
    wait_for(pot, "zoe@other.example", is_sure=not kept_is_sure)
    wait_for("samovar", "zoe@other.example")
    kept = person_for(ZOE)
    merge(kept=kept, merged=person_for("zoe@other.example"))
    assert {(a.person_id, a.kind, a.state) for a in Alert.objects.all()} == {
        (kept.pk, "stock", "active"),
        (kept.pk, "search", "active"),
    }


def test_a_variant_that_is_gone_is_waited_for_by_nobody(wait_for, pot):
    wait_for(pot)
    Product.objects.all().delete()
    assert Alert.objects.count() == 0


@pytest.mark.parametrize(
    ("kind", "changes", "name"),
    [
        (0, {"kind": "?"}, "alert_kind_known|alert_about_one_thing"),
        (0, {"state": "?"}, "alert_state_known|alert_"),
        (0, {"words": ""}, "alert_about_one_thing"),
        (1, {"variant": None}, "alert_about_one_thing"),
        (1, {"text": "pot"}, "alert_about_one_thing"),
        (0, {"email": ""}, "alert_address_while_open"),
        (0, {"state": "written", "over_at": shop_clock.LONG_AGO}, "alert_address_while_open"),
        (0, {"state": "written", "email": ""}, "alert_over_has_date"),
        (0, {"over_at": shop_clock.LONG_AGO}, "alert_over_has_date"),
        (0, {"confirmed_at": None}, "alert_confirmed_has_date"),
        (0, {"state": "waiting"}, "alert_confirmed_has_date"),
    ],
)
def test_constraint(kind, changes, name):
    alert = alert_asked_for(kind)
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Alert.objects.filter(pk=alert.pk).update(**changes)


@pytest.mark.parametrize("kind", [0, 1])
def test_two_open_alerts_for_one_thing_are_refused(kind):
    alert = alert_asked_for(kind)
    same = {"person": alert.person, "variant": alert.variant, "words": alert.words}
    with pytest.raises(IntegrityError), transaction.atomic():
        alert_asked_for(kind, **same)
    over = {"state": "ended", "email": "", "over_at": shop_clock.now()}
    Alert.objects.filter(pk=alert.pk).update(**over)
    assert alert_asked_for(kind, **same).pk


def test_a_secret_belongs_to_one_alert():
    alert = alert_asked_for()
    AlertKey.objects.create(alert=alert, digest="d")
    with pytest.raises(IntegrityError), transaction.atomic():
        AlertKey.objects.create(alert=alert, digest="d")


def test_it_is_named_without_anybody():
    alert = alert_asked_for()
    assert str(alert) == f"#{alert.pk}"
    assert str(AlertKey(alert=alert)) == f"key of {alert.pk}"
