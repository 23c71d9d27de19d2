"""Staff are told at once by a real service on this machine, at least once (R8, R11, R12)."""

import json

import pytest

from recovery.episodes.answering import answer
from recovery.models import Alert, Obstacle, Reply
from recovery.telling import tell_staff, untold
from shop.core import clock as shop_clock
from shop.core import telling
from shop.core.messaging.models import Feedback, Message, Pause, State, SuppressionReason
from shop.core.messaging.pausing import pause_if_complained_of
from shop.core.messaging.people import person_for
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


def reply(episode, words="Is the blue one back in March? zoe@demo.example"):
    answer(episode=episode, said=Obstacle.QUESTION, words=words, language="en", at=shop_clock.now())
    return Reply.objects.get()


def test_staff_are_told_that_somebody_wrote_and_not_what(episode, service, settings):
    settings.LANGUAGE_CODE = "en"
    written = reply(episode)
    assert (tell(), tell()) == (1, 0)
    (told,) = service.told
    assert told["title"] == "Somebody wrote what got in their way, and may wait for an answer"
    assert told["message"] == (
        "a question without an answer\n"
        f"http://127.0.0.1:8000/admin/recovery/reply/{written.pk}/change/"
    )
    assert Reply.objects.values_list("tell_at", "tries", "told_at").get() == (
        None,
        1,
        shop_clock.now(),
    )


def test_an_answer_without_words_is_nobodys_news(episode, service):
    answer(episode=episode, said=Obstacle.PRICE, language="en", at=shop_clock.now())
    assert (tell(), service.told) == (0, [])


def test_new_words_are_told_anew_and_the_same_ones_are_not(episode, service):
    reply(episode)
    tell()
    reply(episode)
    assert tell() == 0
    reply(episode, "And the red one?")
    assert tell() == 1


def test_staff_are_told_that_reminders_pause(street, service, settings):
    settings.LANGUAGE_CODE = "en"
    for n in range(2):
        person = person_for(f"p{n}@demo.example")
        message = Message.objects.create(
            kind="test", about=str(n), message_class="reminder", priority=2, person=person,
            recipient=f"p{n}@demo.example", language="en", state=State.SENT, attempts=1,
            attempted_at=shop_clock.now(),
        )  # fmt: skip
        Feedback.objects.create(
            person=person, message=message, reason=SuppressionReason.COMPLAINED, source="test",
            digest=str(n), told_at=shop_clock.now(),
        )  # fmt: skip
    pause = pause_if_complained_of(at=shop_clock.now())
    assert (tell(), tell()) == (1, 0)
    (told,) = service.told
    assert told["title"] == "Reminders are paused"
    assert told["message"] == (
        "People who complained: 2. Reminders sent: 2.\n"
        f"http://127.0.0.1:8000/admin/messaging/pause/{pause.pk}/change/"
    )


def test_what_waits_is_of_all_kinds(episode, street):
    reply(episode)
    payment = street.fail_to_pay()
    street.clock.shift(MINUTE)
    waiting = {rows.model: rows.count() for rows in untold(shop_clock.now())}
    assert waiting == {Alert: 1, Reply: 1, Pause: 0}
    assert payment.alert.tell_at is not None


def test_words_that_come_while_staff_are_told_are_told_anew(episode, service, monkeypatch):
    """Somebody writes more while the chat service still answers about their first words."""
    reply(episode)
    told = telling.notify

    def slow(*words):
        shop_clock_moves()
        reply(episode, "And the red one?")
        return told(*words)

    def shop_clock_moves():
        monkeypatch.setattr(telling, "notify", told)

    monkeypatch.setattr(telling, "notify", slow)
    assert tell() == 1
    assert Reply.objects.values_list("tell_at", "tries", "told_at").get() == (
        shop_clock.now(),
        0,
        None,
    )
    assert (tell(), tell()) == (1, 0)
    assert len(service.told) == 2
