"""A reminder by SMS: planned for who asked for it, one segment, nothing that others may not read."""

import re
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.apps import apps
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from checkout.models import AddressKind, Order
from checkout.orders.starting import save_addresses
from recovery.checks import one_segment
from recovery.links.making import dead_links
from recovery.models import Depth, Episode, Link, LinkPurpose, Reminder, Scenario, ScenarioStep
from recovery.reminding.texts import composed
from shop.core.messaging import streams
from shop.core.messaging.models import Channel, Message, State, Suppression
from shop.core.messaging.people import person_for
from shop.core.messaging.permissions import suppress
from shop.core.messaging.sending import send_due
from shop.core.messaging.sms.segments import fits_one, is_gsm
from shop.core.messaging.transport import Outcome
from tests.chat import running
from tests.conftest import NOON
from tests.orders import HOME
from tests.recovery.conftest import DAY, HOUR
from tests.recovery.test_gate import told
from tests.shopper import Shopper, path_of
from tests.smtp import free_port

pytestmark = pytest.mark.enable_socket
NUMBER = "+33612345678"
SMTP = "django.core.mail.backends.smtp.EmailBackend"


@pytest.fixture
def step(street):
    """Two hours after the delivery was left, an SMS; the mail stays at four."""
    scenario = Scenario.objects.get(slug="checkout-left")
    return ScenarioStep.objects.create(
        scenario=scenario, slug="text", channel=Channel.SMS, delay_minutes=120
    )


@pytest.fixture
def phone(settings):
    with running() as service:
        settings.SMS_URLS = [service.url + "?:to={to}"]
        yield service


def leave(street, *, wants_sms=True, number="06 12 34 56 78", **more):
    order = street.leave("address", **{"wants_reminders": False, **more})
    save_addresses(
        order=order,
        addresses={AddressKind.DELIVERY: {**HOME, "phone": number}},
        wants_sms=wants_sms,
    )
    return order


@pytest.fixture
def planned(street, step, phone):
    order = leave(street)
    street.after(HOUR)
    assert told() == [
        ("noticed", "left"),
        ("planned", "planned"),
        ("not_planned", "no_consent"),
    ]
    street.clock.shift(HOUR)
    return order


def test_it_goes_once_to_the_number_and_in_one_segment(planned, phone, street):
    send_due(limit=10)
    street.after(HOUR)
    send_due(limit=10)
    (text,) = phone.told
    assert text["to"] == NUMBER
    assert re.fullmatch(
        r"Camille \(demo\) \(Panier\): did something fail\? Here are your cart and help:"
        r" http://127.0.0.1:8000/r/[\w-]{43}/ Reply STOP to end",
        text["message"],
    )
    assert fits_one(text["message"])
    assert mail.outbox == []
    assert told()[-1] == ("sent", "sent_by_sms")
    assert Reminder.objects.get().facts["channel"] == "sms"


def test_it_says_nothing_that_others_may_not_read(planned, phone):
    send_due(limit=10)
    words = phone.told[0]["message"].casefold()
    line = planned.cart.lines.get()
    for secret in ("zo", "démo", "essais", "zoe@demo.example", line.variant.product.name, "20"):
        assert secret.casefold() not in re.sub(r"/r/[\w-]+/", "", words)


def test_only_the_hash_of_its_link_is_kept(planned, phone):
    send_due(limit=10)
    secret = re.search(r"/r/([\w-]+)/", phone.told[0]["message"])[1]
    assert Link.objects.get().purpose == LinkPurpose.TEXT
    for model in (each for each in apps.get_models() if each._meta.managed):
        assert not [row for row in model._default_manager.values() if secret in str(row)]


def test_its_link_opens_the_masked_cart_and_stops(planned, phone):
    send_due(limit=10)
    link = path_of(re.search(r"http\S+", phone.told[0]["message"])[0])
    friend = Shopper()
    friend.get(link)
    assert friend.page.status_code == 200
    assert friend.find("masked-email") == "z•••@d•••.example"
    assert friend.find("stop") == "No more reminders"
    assert not Suppression.objects.exists()
    friend.post(link, {"do": "stop"})
    assert "You will not be reminded of anything any more." in friend.text
    stopped = {each.person for each in Suppression.objects.all()}
    assert stopped == {Episode.objects.get().person, person_for(NUMBER)}
    assert friend.find("stop") is None
    friend.post(link, {"do": "open"})
    assert friend.place == "/checkout/delivery/"


def test_a_dead_link_still_stops(planned, phone, street):
    send_due(limit=10)
    link = path_of(re.search(r"http\S+", phone.told[0]["message"])[0])
    street.clock.shift(31 * DAY)
    reader = Shopper()
    assert reader.get(link).page.status_code == 410
    assert reader.find("stop") == "No more reminders"
    reader.post(link, {"do": "stop"})
    assert Suppression.objects.count() == 2  # the person and the number
    assert reader.find("stop") is None


def test_the_link_of_a_mail_does_not_stop(episode, street):
    from recovery.links.making import make_links

    link = path_of(make_links(episode, LinkPurpose.RESUME)[0])
    reader = Shopper()
    assert reader.get(link).find("stop") is None
    reader.post(link, {"do": "stop"})
    assert not Suppression.objects.exists()


@pytest.mark.parametrize(
    ("left", "urls", "why"),
    [
        ({"wants_sms": False}, ["phone://{to}"], "no_sms_consent"),
        ({"wants_sms": False, "number": ""}, ["phone://{to}"], "no_phone"),
        ({}, [], "sms_off"),
    ],
)
def test_who_gets_none_and_why(street, step, settings, left, urls, why):
    settings.SMS_URLS = urls
    leave(street, **left)
    street.after(HOUR)
    assert ("not_planned", why) in told()
    assert not Message.objects.exists()


def test_a_cart_without_an_order_has_no_phone(street, settings):
    settings.SMS_URLS = ["phone://{to}"]
    ScenarioStep.objects.filter(scenario__slug="cart-left").update(channel=Channel.SMS)
    from tests.factories import UserFactory

    street.leave_cart(user=UserFactory())
    street.after(48 * HOUR)
    assert told() == [("noticed", "left"), ("not_planned", "no_phone")]


def test_a_stop_of_the_person_takes_it_back(planned, street):
    person = Episode.objects.get().person
    suppress(person=person, reason="stopped", source="link")
    assert Message.objects.values_list("state", "reason").get() == (State.SKIPPED, "suppressed")


def test_a_stop_of_the_number_is_asked_as_it_goes(planned, phone):
    suppress(person=person_for(NUMBER), reason="stopped", source="sms")
    send_due(limit=10)
    assert (phone.told, told()[-1]) == ([], ("not_sent", "suppressed"))


def test_whoever_came_back_gets_none(planned, phone):
    """Another number is such a coming back: the old one is written to no more."""
    order = Order.objects.get()
    address = {AddressKind.DELIVERY: {**HOME, "phone": "06 98 76 54 32"}}
    save_addresses(order=order, addresses=address, wants_sms=True)
    send_due(limit=10)
    assert (phone.told, told()[-1]) == ([], ("not_sent", "came_back"))


def test_a_text_and_a_mail_keep_their_distance(street, step, phone):
    leave(street, wants_reminders=True)
    street.after(HOUR)
    assert Message.objects.count() == 2
    street.clock.shift(3 * HOUR)  # both are due by now
    send_due(limit=10)
    assert len(phone.told) + len(mail.outbox) == 1
    send_due(limit=10)
    assert len(phone.told) + len(mail.outbox) == 1
    street.clock.shift(24 * HOUR)
    send_due(limit=10)
    assert (len(phone.told), len(mail.outbox)) == (1, 1)


def test_on_a_sunday_it_waits_and_says_so(street, step, phone):
    sunday = datetime(2026, 3, 8, 11, 0, tzinfo=ZoneInfo("Europe/Paris"))
    street.clock.move_to(sunday)
    leave(street)
    street.after(HOUR)
    message = Message.objects.get()
    assert message.due_at == datetime(2026, 3, 9, 10, 0, tzinfo=ZoneInfo("Europe/Paris"))
    assert Reminder.objects.get().facts["moved_for"] == "day_of_rest"


@pytest.mark.parametrize("depth", [Depth.CART, Depth.DELIVERY, Depth.PAYMENT])
@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize(
    "base_url",
    [
        "https://shop.example",
        "https://www.la-boutique-de-camille.example.com",
        "https://" + "a" * 80,
    ],
)
def test_it_is_one_segment_whatever_the_address(settings, depth, language, base_url):
    settings.BASE_URL, settings.SHOP_NAME = base_url, "L’Épicerie d’Inès"
    settings.CARE_EMAIL = "Héloïse Côté-Œuf <care@shop.example>"
    (link,) = dead_links(LinkPurpose.TEXT)
    with override(language):
        text = composed(link, depth)
    assert is_gsm(text)
    assert fits_one(text)
    assert link in text
    assert "STOP" in text


def test_a_name_in_other_letters_gives_way_to_the_link(settings):
    settings.SHOP_NAME = "Чайная лавка"
    (link,) = dead_links(LinkPurpose.TEXT)
    with override("en"):
        text = composed(link, Depth.CART)
    assert text == f"Your cart and help: {link} Reply STOP to end"


def test_the_words_in_french(settings):
    settings.SMS_STOP_TO = "36180"
    settings.BASE_URL, settings.CARE_EMAIL = "https://shop.example", "Inès <care@shop.example>"
    with override("fr"):
        text = composed("https://shop.example/r/x/", Depth.DELIVERY)
    assert text == (
        "Inès (Panier): un souci ? Voici votre panier et notre aide :"
        " https://shop.example/r/x/ STOP au 36180"
    )


@pytest.mark.parametrize(
    ("base_url", "ids"), [("https://shop.example", []), ("https://" + "a" * 99, ["panier.W005"])]
)
def test_an_address_that_leaves_no_room_is_told_beforehand(settings, base_url, ids):
    settings.BASE_URL = base_url
    assert [each.id for each in one_segment()] == ids
    settings.SMS_URLS = []
    assert one_segment() == []


@pytest.mark.parametrize("count", [1, 10])
def test_planning_asks_for_all_numbers_at_once(street, step, phone, count):
    for n in range(count):
        leave(street, email=f"p{n}@demo.example", number=f"06 12 34 56 {n:02}")
    with CaptureQueriesContext(connection) as queries:
        street.after(HOUR)
    asked = [q for q in queries if "checkout_address" in q["sql"] and '"phone"' in q["sql"]]
    assert len(asked) == 1
    assert Message.objects.count() == count


def test_a_shop_without_such_steps_asks_for_no_number(street):
    leave(street)
    with CaptureQueriesContext(connection) as queries:
        street.after(HOUR)
    assert not [q for q in queries if "checkout_address" in q["sql"]]


def test_a_stop_behind_the_link_is_that_of_the_number_too(planned, phone, street):
    """Whoever has the phone may be somebody else than who typed it beside an address (R18)."""
    send_due(limit=10)
    link = path_of(re.search(r"http\S+", phone.told[0]["message"])[0])
    Shopper().post(link, {"do": "stop"})
    leave(street, email="max@demo.example")
    street.after(HOUR)
    others = told(Episode.objects.get(person=person_for("max@demo.example")))
    assert ("not_planned", "suppressed") in others
    assert ("planned", "planned") not in others
    assert len(phone.told) == 1


@pytest.mark.parametrize("is_apart", [True, False])
def test_a_mail_server_that_is_down_holds_no_text_up(
    street, step, phone, settings, monkeypatch, is_apart
):
    """Neither that of reminders nor that of all mails has anything to do with a phone."""
    monkeypatch.setattr(streams, "_rests_until", {})
    nobody = {"backend": SMTP, "host": "127.0.0.1", "port": free_port()}
    if is_apart:
        settings.REMINDER_TRANSPORT = nobody
    else:
        settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = nobody.values()
    leave(street)
    street.leave("payment", email="max@demo.example")
    street.after(HOUR)
    street.clock.shift(4 * HOUR)  # a text and a mail are due
    assert Message.objects.filter(state=State.DUE, channel=Channel.EMAIL).count() == 1
    Message.objects.filter(channel=Channel.EMAIL).update(due_at=NOON)  # its turn comes first
    assert send_due(limit=10) == {Outcome.UNREACHABLE: 1, Outcome.SENT: 1}
    assert len(phone.told) == 1
