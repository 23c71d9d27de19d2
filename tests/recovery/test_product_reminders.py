"""The reminder of a product that was looked at: what keeps it back, what it says, why (R4, R7, R10)."""

import re

import pytest
from django.core import mail
from django.test import Client

from cart import changing
from catalog.models import Product, RememberedView, Stock
from catalog.remembering import forget_view, remember_view
from recovery.models import Episode, Scenario
from shop.core.messaging.models import Consent, Message, Purpose, SuppressionReason
from shop.core.messaging.permissions import record_consent, suppress
from shop.core.messaging.sending import send_due
from tests.factories import CartFactory
from tests.recovery.conftest import MINUTE
from tests.recovery.looking import IDLE, NOTICED_AND_PLANNED, SEEN, look, told

SUBJECT = "May I answer a question about Tea pot?"


def send():
    send_due(limit=10)
    return [m.subject for m in mail.outbox]


def test_a_reminder_goes_once_with_one_way_back(noticed_look, street, pot):
    assert send() == [SUBJECT]
    letter = mail.outbox[0]
    assert (letter.to, letter.from_email) == (
        ["zoe@demo.example"],
        "Camille (demo) <care@demo.example>",
    )
    for text in (letter.body, letter.alternatives[0].content):
        assert "May I answer a question about it, or help you to choose?" in text
        secrets = [set(re.findall(rf"/{kind}/([^/\s]+)/", text)) for kind in ("r", "u", "why")]
        assert [len(each) for each in secrets] == [0, 1, 1]
        assert len(re.findall(re.escape(pot.get_absolute_url()), text)) == 1
    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    street.after(MINUTE)
    assert len(send()) == 1
    assert told() == [*NOTICED_AND_PLANNED, ("sent", "sent")]


@pytest.mark.parametrize("is_apart", [True, False])
def test_answers_to_a_reminder_come_to_customer_care(noticed_look, settings, is_apart):
    care, apart = "Camille <care@shop.example>", "Camille <care@news.shop.example>"
    settings.CARE_EMAIL, settings.REMINDER_FROM_EMAIL = care, apart if is_apart else care
    send()
    (letter,) = mail.outbox
    assert letter.from_email == (apart if is_apart else care)
    assert letter.message()["Reply-To"] == (care if is_apart else None)


def test_it_speaks_the_language_in_which_it_was_chosen(street, zoe, pot):
    Consent.objects.filter(purpose=Purpose.VIEWS).update(language="fr")
    look(street, zoe, pot)
    street.after(IDLE)
    assert Message.objects.get().language == "fr"
    assert send() == ["Puis-je répondre à une question sur « Théière » ?"]


def _buy(street, user, pot):
    cart = CartFactory(language="en")
    changing.add(cart=cart, variant=pot.variants.get(), quantity=1)
    street.buy(street.leave("payment", cart=cart))


def _put_into_the_cart(street, user, pot):
    changing.add(cart=CartFactory(user=user), variant=pot.variants.get(), quantity=1)


def _touch_another_cart(street, user, pot):
    street.leave_cart(user=user)


def _begin_an_order_as_a_guest(street, user, pot):
    street.leave("address")


def _look_again(street, user, pot):
    remember_view(user=user, product_id=pot.pk)


def _sell_out(street, user, pot):
    Stock.objects.update(on_hand=0)


def _take_off_the_shelf(street, user, pot):
    Product.objects.update(is_published=False)


def _mark_as_sensitive(street, user, pot):
    Product.objects.update(is_sensitive=True)


def _forget(street, user, pot):
    forget_view(user=user, product_id=pot.pk)


def _say_no_beside_the_views(street, user, pot):
    record_consent(person=user.remembered_as, purpose=Purpose.VIEWS, is_given=False, **SEEN)


def _want_no_reminders(street, user, pot):
    record_consent(person=user.remembered_as, purpose=Purpose.REMINDERS, is_given=False, **SEEN)


def _stop(street, user, pot):
    suppress(person=user.remembered_as, reason=SuppressionReason.STOPPED, source="test")


def _move_house(street, user, pot):
    type(user).objects.update(email="zoe@work.example")


def _switch_off(street, user, pot):
    Scenario.objects.update(is_active=False)


def _say_why(street, user, pot):
    Episode.objects.update(said="price")


@pytest.mark.parametrize(
    ("happen", "reason"),
    [
        (_buy, "bought"),
        (_put_into_the_cart, "came_back"),
        (_touch_another_cart, "came_back"),
        (_begin_an_order_as_a_guest, "came_back"),
        (_look_again, "came_back"),
        (_sell_out, "unbuyable"),
        (_take_off_the_shelf, "unbuyable"),
        (_mark_as_sensitive, "sensitive"),
        (_forget, "erased"),
        (_say_no_beside_the_views, "no_consent"),
        (_want_no_reminders, "no_consent"),
        (_stop, "suppressed"),
        (_move_house, "nothing_to_say"),
        (_switch_off, "switched_off"),
        (_say_why, "has_answered"),
    ],
)
def test_what_changes_before_it_goes_keeps_it_back(noticed_look, street, zoe, pot, happen, reason):
    street.clock.shift(MINUTE)
    happen(street, zoe, pot)
    assert SUBJECT not in send()
    assert told(noticed_look) == [*NOTICED_AND_PLANNED, ("not_sent", reason)]


def test_the_why_page_tells_of_it_and_erases_it(noticed_look, zoe):
    send()
    path = re.search(r"http://[^/]+(/why/[^/\s]+/)\s", mail.outbox[0].body).group(1)
    browser = Client(headers={"accept-language": "en"})
    page = browser.get(path).content.decode()
    assert "you had looked at this more than once: Tea pot." in page
    assert "a cart with something in it" not in page
    assert "zoe@demo.example" not in page
    assert browser.post(path, {"do": "erase"}).status_code == 302
    assert RememberedView.objects.count() == 0
    page = browser.get(path).content.decode()
    assert "Tea pot" not in page
    assert 'data-testid="erased"' in page


def test_staff_see_what_was_looked_at_but_not_by_whom(noticed_look, admin_client):
    url = f"/admin/recovery/episode/{noticed_look.pk}/change/"
    page = admin_client.get(url, headers={"accept-language": "en"}).content.decode()
    assert "Tea pot" in page
    assert "zoe@demo.example" not in page
    assert 'data-testid="make-link"' not in page
