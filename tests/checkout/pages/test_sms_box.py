"""The box beside the phone: its own consent, never ticked for anybody, without JavaScript (P1, S6.1)."""

import pytest

from checkout.models import Address, Order
from checkout.orders.notice import SMS_TEXT_VERSION
from shop.core.messaging.models import Consent, Person, Purpose
from shop.core.messaging.people import find_person
from tests.conftest import NOON
from tests.orders import masked_browser
from tests.shopper import Shopper

pytestmark = pytest.mark.django_db
PHONE = {"delivery-phone": "06 12 34 56 78"}
TICKED = {**PHONE, "delivery-wants_sms": "on"}
BOX = 'name="delivery-wants_sms"'


@pytest.fixture(autouse=True)
def _on(settings):
    settings.SMS_URLS = ["phone://{to}"]


@pytest.fixture
def at_address(shopper, variant):
    shopper.add(variant).give_email()
    return shopper


def said():
    """What was said about SMS, and where."""
    rows = Consent.objects.filter(purpose=Purpose.SMS).order_by("pk")
    return list(rows.values_list("is_given", "text_version", "source"))


YES, NO = (True, SMS_TEXT_VERSION, "checkout"), (False, SMS_TEXT_VERSION, "checkout")


def is_ticked(page):
    html = page.get("/checkout/address/").page.text
    return "checked" in html[html.index(BOX) :].partition(">")[0]


def test_the_box_is_there_and_not_ticked(at_address):
    assert not is_ticked(at_address)
    assert "Remind me by SMS, too, if I do not finish" in at_address.text
    assert at_address.page.content.decode().count(BOX) == 1  # none for the bill


def test_without_a_service_there_is_no_box_and_no_tick_counts(at_address, settings):
    settings.SMS_URLS = []
    assert BOX not in at_address.get("/checkout/address/").page.text
    at_address.give_address(**TICKED)
    assert (Order.objects.get().wants_sms, said()) == (False, [])


def test_a_tick_is_kept_with_its_text_and_time(at_address, clock):
    assert at_address.give_address(**TICKED).place == "/checkout/delivery/"
    order = Order.objects.get()
    assert (order.wants_sms, said()) == (True, [YES])
    assert Consent.objects.get().person_id == order.person_id
    assert Consent.objects.get().recorded_at == NOON
    assert find_person("+33612345678") != order.person
    assert is_ticked(at_address)


def test_a_phone_alone_says_nothing(at_address):
    at_address.give_address(**PHONE)
    assert (Order.objects.get().wants_sms, said()) == (False, [])
    assert find_person("+33612345678") is None


@pytest.mark.parametrize(
    ("phone", "words"),
    [
        ("", "Which number should the SMS go to? Or take the tick away below."),
        ("01 40 20 50 50", "No SMS reaches this number."),
        ("12", "This is not a phone number that exists."),
    ],
)
def test_a_tick_without_a_mobile_number_keeps_what_was_typed(at_address, phone, words):
    at_address.give_address(**{**TICKED, "delivery-phone": phone})
    assert at_address.page.status_code == 422
    assert words in at_address.text
    html = at_address.page.content.decode()
    assert 'value="1 rue des Essais"' in html
    assert "checked" in html[html.index(BOX) :].partition(">")[0]
    assert f'value="{phone}"' in html or not phone
    assert (said(), Address.objects.count(), Person.objects.count()) == ([], 0, 1)


def test_going_on_again_says_nothing_new(at_address):
    at_address.give_address(**TICKED).give_address(**TICKED)
    assert said() == [YES]


def test_a_tick_taken_away_is_a_no(at_address):
    at_address.give_address(**TICKED).give_address(**PHONE)
    assert (Order.objects.get().wants_sms, said()) == (False, [YES, NO])


def test_another_number_is_asked_anew(at_address):
    at_address.give_address(**TICKED)
    at_address.give_address(**{**TICKED, "delivery-phone": "06 98 76 54 32"})
    assert said() == [YES, YES]
    assert find_person("+33698765432") not in {None, find_person("+33612345678")}


def test_another_country_keeps_the_tick_without_saving(at_address):
    page = at_address.give_address(**{**TICKED, "delivery-country": "BE", "refresh": "1"}).page
    html = page.content.decode()
    assert "checked" in html[html.index(BOX) :].partition(">")[0]
    assert said() == []
    at_address.give_address(**TICKED)
    html = at_address.give_address(**{**PHONE, "refresh": "1"}).page.content.decode()
    assert "checked" not in html[html.index(BOX) :].partition(">")[0]


def test_whoever_is_masked_is_not_asked(at_address, variant):
    """It would be the owner's consent, and a number that is not theirs."""
    masked = masked_browser(Order.objects.get())
    assert BOX not in masked.get("/checkout/address/").page.text
    masked.give_address(**TICKED)
    assert (Order.objects.get().wants_sms, said()) == (False, [])


def test_another_owner_begins_without_it(at_address):
    at_address.give_address(**TICKED)
    stranger = Shopper()
    stranger.client.cookies["cart"] = at_address.client.cookies["cart"].value
    stranger.give_email("max@demo.example")
    order = Order.objects.get()
    assert (order.email, order.wants_sms) == ("max@demo.example", False)
    assert said() == [YES]


def test_another_address_is_asked_anew(at_address):
    """The consent was that of whoever has the first address, if anybody has it."""
    at_address.give_address(**TICKED)
    at_address.give_email("zoe@demo.example.org")
    order = Order.objects.get()
    assert (order.email, order.wants_sms) == ("zoe@demo.example.org", False)
    assert not is_ticked(at_address)
    at_address.give_address(**TICKED)
    assert said() == [YES, YES]
    assert Consent.objects.filter(purpose=Purpose.SMS).last().person == order.person


def test_the_same_address_is_not_asked_anew(at_address):
    at_address.give_address(**TICKED)
    at_address.give_email("Zoe@Demo.example")
    assert (Order.objects.get().wants_sms, said()) == (True, [YES])
    assert is_ticked(at_address)


@pytest.mark.parametrize("stop_to", ["", "36180"])
def test_the_box_promises_no_answer_where_none_is_heard(at_address, settings, stop_to):
    """A sender with a name cannot be answered; each SMS says how to end them."""
    settings.SMS_STOP_TO = stop_to
    html = at_address.get("/checkout/address/").page.text
    assert "never at night or on a Sunday. Each says how to end them." in html
    assert "Reply STOP" not in html
