"""A service for SMS on this machine, and texts that may go to a phone."""

import pytest

from shop.core.messaging.classes import MessageClass
from shop.core.messaging.models import Channel, Message, Purpose
from shop.core.messaging.people import person_for
from shop.core.messaging.permissions import record_consent
from shop.core.messaging.sms import writing
from tests.chat import running
from tests.conftest import NOON

PHONE, OTHER = "+33612345678", "+33698765432"


@pytest.fixture(autouse=True)
def _kind_of_text(monkeypatch):
    monkeypatch.setitem(writing._writers, "test", lambda message: f"text {message.about}")


@pytest.fixture
def service(settings):
    """``service.told`` is what it was asked to send, ``service.status`` what it answers."""
    with running() as service:
        settings.SMS_URLS = [service.url + "?:to={to}"]
        yield service


@pytest.fixture
def agree(db):
    def agree(email, *, is_given=True, purpose=Purpose.SMS):
        return record_consent(
            person=person_for(email), purpose=purpose, is_given=is_given, text_version="1",
            language="en", source="test",
        )  # fmt: skip

    return agree


@pytest.fixture
def text(db, clock):
    """Put a text into the outbox, due now, whatever the gate would say."""

    def text(about="fact:1", *, email="jane@example.com", number=PHONE, **more):
        columns = {"message_class": MessageClass.REMINDER, "priority": 2, "due_at": NOON, **more}
        return Message.objects.create(
            kind="test", about=about, channel=Channel.SMS, person=person_for(email),
            recipient=number, language="en", **columns,
        )  # fmt: skip

    return text
