"""What reminders are about is read for all of them at once, whatever languages they are in."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from recovery.models import Link
from shop.core.messaging.models import Message
from shop.core.messaging.rendering import read, render
from tests.recovery.conftest import HOUR

SUBJECTS = {"en": "Can I help you with your cart", "fr": "Puis-je vous aider"}


def test_a_handful_in_two_languages_asks_once_for_what_has_none(street):
    for name in ("anna", "bert", "cleo"):
        street.leave("delivery", email=f"{name}@demo.example")
    street.after(HOUR)
    Message.objects.filter(recipient="bert@demo.example").update(language="fr")
    messages = Message.objects.filter(kind="recovery.reminder").order_by("recipient")
    assert [each.language for each in messages] == ["en", "fr", "en"]
    with CaptureQueriesContext(connection) as asked:
        letters = read(messages)
    assert len([each for each in asked if 'FROM "recovery_episode"' in each["sql"]]) == 1
    assert Link.objects.count() == 3 * len(messages)
    for message in messages:
        assert render(message, letters).subject.startswith(SUBJECTS[message.language])
