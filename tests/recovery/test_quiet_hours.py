"""In whose night no reminder comes (R6, pitfall R15). Left at noon in London, 13:00 in Paris."""

import pytest

from checkout.models import Order
from shop.core.messaging.models import Message, Purpose
from shop.core.messaging.people import person_for
from shop.core.messaging.permissions import record_consent
from tests.conftest import NOON
from tests.factories import UserFactory
from tests.recovery.conftest import HOUR

PARIS = "Europe/Paris"


def agree(email):
    record_consent(
        person=person_for(email),
        purpose=Purpose.REMINDERS,
        is_given=True,
        text_version="1",
        language="en",
        source="test",
    )


def planned(street):
    assert street.after(HOUR) == {"noticed": 1}
    message = Message.objects.get(kind="recovery.reminder")
    return message.time_zone, message.due_at


@pytest.mark.parametrize(
    ("known", "country", "zones"),
    [
        ("America/Toronto", "FR", "America/Toronto"),  # in Montréal, for somebody in France
        ("", "FR", PARIS),
        ("", "CA", "America/Vancouver America/St_Johns"),
        ("", "US", "America/Adak America/Detroit"),
        ("", "", ""),
    ],
)
def test_the_shoppers_zone_is_the_browsers_else_the_countrys(street, known, country, zones):
    order = street.leave("payment")
    Order.objects.update(time_zone=known, country=country)
    type(order.cart).objects.update(country="")
    assert planned(street)[0] == zones


def test_a_cart_without_an_order_has_the_country_it_was_looked_at_for(street):
    user = UserFactory()
    agree(user.email)
    cart = street.leave_cart(user=user)
    type(cart).objects.update(country="MQ")
    assert street.after(HOUR)
    assert Message.objects.get().time_zone == "America/Martinique"


@pytest.mark.parametrize(
    ("left_after", "known", "country", "goes_after"),
    [
        # Nine in the evening in Paris is the afternoon in Montréal, and morning to afternoon in the USA.
        (7, PARIS, "FR", 19),
        (7, "America/Toronto", "FR", 8),
        (7, "", "US", 8),
        # Six in the morning in Montréal; there it is quiet until 8:00, in the USA until it is 8:00
        # on the Aleutians, where the country ends.
        (22, "America/Toronto", "FR", 25),
        (22, "", "US", 30),
    ],
)
def test_a_reminder_waits_for_the_shoppers_morning(street, left_after, known, country, goes_after):
    street.clock.shift(left_after * HOUR)
    street.leave("payment")
    Order.objects.update(time_zone=known, country=country)
    assert planned(street)[1] == NOON + goes_after * HOUR
