"""A reminder that has arrived, with its links."""

import pytest
from django.core import mail

from shop.core.messaging.sending import send_due
from tests.recovery.conftest import HOUR


@pytest.fixture
def letter(street):
    """The reminder, as it arrived."""
    street.leave("delivery")
    street.after(HOUR)
    street.clock.shift(3 * HOUR)
    send_due(limit=10)
    return mail.outbox[0]
