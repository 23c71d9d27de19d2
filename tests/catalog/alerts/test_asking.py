"""Whoever types an address may type anybody's: it is asked first, once, and seldom (S1.3, M10)."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import transaction

from catalog.alerts import asking
from catalog.alerts.answering import activate, find_alert
from catalog.alerts.asking import MOST_OPEN
from catalog.models import Alert, AlertKey
from shop.core import clock as shop_clock
from shop.core.asking import MOST_A_DAY
from shop.core.messaging.models import Message, SuppressionReason
from shop.core.messaging.people import person_for
from shop.core.messaging.permissions import suppress
from shop.core.messaging.sending import send_due
from shop.core.tokens import new_token
from tests.catalog.alerts.conftest import ZOE, look, secret_of
from tests.factories import CategoryFactory, VariantFactory

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def now():
    return shop_clock.now()


def test_a_stranger_is_asked_to_confirm_and_waits_only_then(wait_for, pot):
    alert = wait_for(pot, is_sure=False)
    assert (alert.state, alert.email, alert.confirmed_at) == ("waiting", ZOE, None)
    assert alert.kept_until == now() + 2 * DAY
    message = Message.objects.get()
    assert (message.kind, message.message_class) == ("catalog.alert_confirm", "asked_for")
    send_due(limit=10)
    assert activate(find_alert(secret_of(mail.outbox[0]), at=now()), at=now())
    alert.refresh_from_db()
    assert (alert.state, alert.kept_until) == ("active", now() + 180 * DAY)


def test_whose_account_has_proved_the_address_is_not_asked(wait_for, pot):
    assert wait_for(pot).state == "active"
    assert Message.objects.count() == 0


@pytest.mark.parametrize("is_sure", [True, False])
def test_asking_twice_is_asking_once(wait_for, pot, is_sure):
    first = wait_for(pot, is_sure=is_sure)
    again = wait_for(pot, "Zoe@Demo.example ", is_sure=is_sure)
    assert again.pk == first.pk
    assert Message.objects.count() == (0 if is_sure else 1)


def test_one_search_in_other_letters_is_the_same(wait_for):
    assert wait_for("Thé  VERT").pk == wait_for("the vert").pk


def test_who_waits_to_confirm_and_signs_in_needs_no_mail_any_more(wait_for, pot):
    wait_for(pot, is_sure=False)
    assert wait_for(pot).state == "active"
    send_due(limit=10)
    assert mail.outbox == []
    assert Message.objects.get().reason == "nothing_to_say"


def test_an_alert_that_counts_already_is_not_asked_about_again(confirmed, wait_for, pot):
    alert = confirmed(pot)
    assert wait_for(pot, is_sure=False).pk == alert.pk
    send_due(limit=10)
    assert mail.outbox == []


def test_confirming_twice_changes_nothing(confirmed, clock, pot):
    alert = confirmed(pot)
    clock.shift(DAY)
    assert not activate(Alert.objects.get(), at=now())
    assert Alert.objects.get().confirmed_at == alert.confirmed_at


def test_a_link_that_is_two_days_old_confirms_nothing(wait_for, clock, pot):
    alert = wait_for(pot, is_sure=False)
    send_due(limit=10)
    secret = secret_of(mail.outbox[0])
    clock.shift(2 * DAY - timedelta(seconds=1))
    assert find_alert(secret, at=now()) == alert
    clock.shift(1)
    assert find_alert(secret, at=now()) is None
    assert not activate(alert, at=now())


def test_who_asks_anew_once_it_has_expired_is_written_to_anew(wait_for, clock, pot):
    first = wait_for(pot, is_sure=False)
    clock.shift(2 * DAY)
    second = wait_for(pot, is_sure=False)
    assert second.pk != first.pk
    assert [alert.pk for alert in Alert.objects.all()] == [second.pk]
    assert Message.objects.filter(state="due").count() == 1


@pytest.mark.parametrize("secret", ["", "x", "x" * 43, "é" * 43, "../" * 14, "x" * 4000])
def test_a_forged_or_cut_link_opens_nothing(confirmed, pot, secret):
    confirmed(pot)
    assert find_alert(secret, at=now()) is None


def test_a_secret_of_something_else_opens_nothing(confirmed, pot):
    confirmed(pot)
    assert find_alert(new_token().secret, at=now()) is None


def test_the_secret_is_in_the_mail_alone(wait_for, pot, where_stands):
    wait_for(pot, is_sure=False)
    send_due(limit=10)
    assert where_stands(secret_of(mail.outbox[0])) == set()
    assert len(AlertKey.objects.get().digest) == 64


@pytest.fixture
def where_stands():
    """Return a function that tells which of our rows hold a text."""

    def where(needle):
        rows = [*Alert.objects.values(), *AlertKey.objects.values(), *Message.objects.values()]
        return {name for row in rows for name, value in row.items() if needle in str(value)}

    return where


def test_the_address_is_with_the_alert_and_its_mail(wait_for, pot, where_stands):
    wait_for(pot, is_sure=False)
    assert where_stands(ZOE) == {"email", "recipient"}


def test_an_address_in_a_search_is_masked(wait_for):
    assert wait_for("max@demo.example").text == "m•••@d•••.example"


def test_nobody_is_bombed(wait_for):
    for number in range(MOST_A_DAY + 5):
        wait_for(f"thing number{number}", is_sure=False)
    assert Message.objects.count() == Alert.objects.count() == MOST_A_DAY


def test_a_day_later_they_can_be_asked_again(wait_for, clock):
    for number in range(MOST_A_DAY):
        wait_for(f"thing number{number}", is_sure=False)
    assert wait_for("one more", is_sure=False) is None
    clock.shift(DAY)
    assert wait_for("one more", is_sure=False).state == "waiting"


def test_nobody_waits_for_everything(wait_for):
    for number in range(MOST_OPEN):
        wait_for(f"thing number{number}")
    assert wait_for("one more") is None
    assert Alert.objects.count() == MOST_OPEN


@pytest.mark.parametrize("reason", [SuppressionReason.BOUNCED, SuppressionReason.COMPLAINED])
def test_who_cannot_be_written_to_is_not(wait_for, pot, reason):
    suppress(person=person_for(ZOE), reason=reason, source="test")
    wait_for(pot, is_sure=False)
    send_due(limit=10)
    assert mail.outbox == []
    assert Message.objects.get().reason == "suppressed"


def test_who_wants_no_reminders_may_ask_all_the_same(wait_for, pot):
    suppress(person=person_for(ZOE), reason=SuppressionReason.STOPPED, source="test")
    wait_for(pot, is_sure=False)
    send_due(limit=10)
    assert [letter.to for letter in mail.outbox] == [[ZOE]]


def test_what_is_sensitive_is_not_kept(wait_for):
    pill = VariantFactory(product__is_sensitive=True, product__name_en="Pill", on_hand=0)
    gift = VariantFactory(product__category=CategoryFactory(is_sensitive=True), on_hand=0)
    assert [wait_for(thing) for thing in (pill, gift, "pill")] == [None, None, None]
    assert Alert.objects.count() == 0


@pytest.mark.parametrize("text", ["", " ", "!?", "-"])
def test_where_there_is_no_word_there_is_nothing_to_wait_for(wait_for, text):
    assert wait_for(text) is None


def test_a_request_that_fails_leaves_neither_alert_nor_mail(wait_for, pot):
    class Broken(Exception):
        pass

    def fail():
        with transaction.atomic():
            wait_for(pot, is_sure=False)
            raise Broken

    with pytest.raises(Broken):
        fail()
    assert (Alert.objects.count(), Message.objects.count()) == (0, 0)


def test_killed_between_alert_and_mail_there_is_neither(wait_for, pot, monkeypatch):
    def die(**_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(asking, "enqueue", die)
        with pytest.raises(KeyboardInterrupt):
            wait_for(pot, is_sure=False)
    assert Alert.objects.count() == 0
    wait_for(pot, is_sure=False)
    assert (Alert.objects.count(), Message.objects.count()) == (1, 1)


def test_a_mail_asked_for_at_night_goes_in_the_morning_there(wait_for, clock, pot):
    clock.move_to("2026-03-04T21:30:00+00:00")
    wait_for(pot, is_sure=False, time_zone="America/New_York")
    wait_for(pot, "max@demo.example", is_sure=False)
    assert look() == 0
    assert [letter.to for letter in mail.outbox] == [[ZOE]]  # half past four in the afternoon
    clock.move_to("2026-03-05T07:00:00+00:00")
    look()
    assert [letter.to for letter in mail.outbox] == [[ZOE], ["max@demo.example"]]
