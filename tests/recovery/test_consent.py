"""By what right somebody is reminded, from the e-mail step to the page that says why (P1)."""

import re

import pytest
from django.core import mail
from django.utils.translation import override

from checkout.models import Order
from checkout.orders.notice import WITH_OPT_OUT
from recovery.episodes.ledger import entries
from recovery.models import Episode
from shop.core.messaging.models import Consent, Message
from shop.core.messaging.permissions import preferences_of
from shop.core.messaging.sending import send_due
from shop.core.privacy.erasing import erase_person
from shop.core.privacy.subject import subject_of_person
from tests.recovery.conftest import DAY, HOUR
from tests.shopper import Shopper

CUSTOMER = (
    "It fits a scenario, and nothing speaks against it. The person had ordered here, was told then of"
    " reminders, and has not refused them."
)


@pytest.fixture
def customer(street):
    """Somebody who bought a week ago, with the notice that offers to refuse, and ticked nothing."""
    order = street.leave("payment", wants_reminders=False)
    Order.objects.update(notice_version=WITH_OPT_OUT)
    street.buy(order)
    street.clock.shift(7 * DAY)
    street.after(HOUR)
    return order.person


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


def left_again(street):
    street.leave("delivery", wants_reminders=False)
    assert street.after(HOUR) == {"noticed": 1}
    return entries(Episode.objects.order_by("pk").last())[-1]


def test_a_customer_is_reminded_and_told_why(customer, street):
    line = left_again(street)
    assert (line.code.value, line.words, line.facts["ground"]) == ("planned", CUSTOMER, "customer")
    street.clock.shift(3 * HOUR)
    send_due(limit=10)
    why, stop = (
        re.search(rf"http://[^/]+(/{kind}/[^/\s]+/)\s", mail.outbox[-1].body)[1]
        for kind in ("why", "u")
    )
    page = Shopper().get(why)
    assert page.find("consent") == (
        "Something was ordered here with this address. The page said then that we may write about a"
        " cart that is left, and offered to refuse; nobody has refused since."
    )
    assert CUSTOMER in page.text
    assert "You were told so when you ordered here" in page.get(stop).find("reminded")
    page.post(stop)
    assert not preferences_of([customer])[customer.pk].may_be_reminded


def test_who_agreed_is_reminded_on_that_ground(street):
    street.leave("delivery")
    street.after(HOUR)
    line = entries(Episode.objects.get())[-1]
    assert line.words == (
        "It fits a scenario, and nothing speaks against it. The person had agreed to be reminded."
    )
    assert line.facts["ground"] == "opt_in"


def test_by_the_other_policy_a_customer_is_not_reminded(customer, street, settings):
    settings.REMINDER_CONSENT = "opt_in"
    assert left_again(street).code.value == "no_consent"


def test_a_no_between_planning_and_sending_holds_the_reminder_back(customer, street):
    left_again(street)
    Shopper().add(Order.objects.last().cart.lines.get().variant).give_email(refuses_reminders="on")
    assert Consent.objects.get().is_given is False
    street.clock.shift(3 * HOUR)
    send_due(limit=10)
    message = Message.objects.get(kind="recovery.reminder")
    assert (message.state, message.reason) == ("skipped", "no_consent")


def test_who_was_erased_is_no_customer_of_before(customer, street):
    erase_person(subject_of_person(customer), by="command")
    assert left_again(street).code.value == "no_consent"
