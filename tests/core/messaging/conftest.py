from itertools import count

import pytest

from shop.core.messaging import rendering
from shop.core.messaging.classes import MessageClass
from shop.core.messaging.outbox import enqueue
from shop.core.messaging.rendering import Mail


@pytest.fixture(autouse=True)
def _test_kind(monkeypatch):
    """A kind of message for tests, which says what it is about."""
    monkeypatch.setitem(
        rendering._renderers,
        "test",
        lambda message: Mail(message.about, f"text {message.about}", f"<p>{message.about}</p>"),
    )


@pytest.fixture
def put(db, clock):
    """Put a message into the outbox; each is about another fact unless told otherwise."""
    facts = count(1)

    def put(message_class=MessageClass.SERVICE, **kwargs):
        return enqueue(
            message_class=message_class,
            **{
                "kind": "test",
                "about": f"fact:{next(facts)}",
                "recipient": "jane@example.com",
                "language": "fr",
                **kwargs,
            },
        )

    return put
