"""The form to be told, the link of its mail, and the account's own list (S1.3, P2, R11)."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog import stock
from catalog.models import Alert, Product
from shop.core.messaging.models import Message
from shop.core.messaging.people import person_for
from shop.core.messaging.sending import send_due
from tests.admin_rows import alert_asked_for
from tests.catalog.alerts.conftest import look
from tests.factories import ProductFactory, UserFactory, VariantFactory
from tests.shopper import Shopper

pytestmark = pytest.mark.django_db
ZOE = "zoe@demo.example"
BOT = {"user-agent": "Mozilla/5.0 (compatible; Googlebot/2.1)", "purpose": "prefetch"}


@pytest.fixture(autouse=True)
def _noon(clock):
    """No quiet hour."""


@pytest.fixture
def pot():
    product = ProductFactory(slug="pot", name_en="Tea pot")
    VariantFactory(product=product, sku="BLUE")
    return VariantFactory(product=product, sku="GREY", on_hand=0, position=1)


@pytest.fixture
def shopper():
    return Shopper()


@pytest.fixture
def account():
    """Zoe, signed in, whose address is confirmed."""
    user = UserFactory(email=ZOE)
    EmailAddress.objects.create(user=user, email=ZOE, verified=True, primary=True)
    shopper = Shopper()
    shopper.client.force_login(user)
    return shopper


def ask(shopper, email=ZOE, **thing):
    return shopper.post("/alerts/", {"email": email, **(thing or {"v": "GREY"})})


def letter_link():
    send_due(limit=10)
    return re.search(r"/alert/[\w-]{43}/", mail.outbox[-1].body)[0]


def test_the_form_stands_where_a_variant_is_sold_out(shopper, pot):
    assert 'data-testid="alert-form"' not in shopper.get("/p/pot/").page.text
    shopper.get("/p/pot/?v=GREY")
    assert 'data-testid="alert-form"' in shopper.page.text
    assert 'name="v" value="GREY"' in shopper.page.text
    assert shopper.client.cookies == {}


def test_the_form_stands_where_a_search_found_nothing(shopper, pot):
    assert 'data-testid="alert-form"' not in shopper.get("/search/?q=pot").page.text
    assert 'data-testid="alert-form"' not in shopper.get("/search/?q=!").page.text
    assert 'name="q" value="samovar"' in shopper.get("/search/?q=samovar").page.text
    assert shopper.client.cookies == {}


def test_nothing_is_offered_for_what_is_sensitive(shopper, pot):
    Product.objects.update(is_sensitive=True)
    assert 'data-testid="alert-form"' not in shopper.get("/p/pot/?v=GREY").page.text
    ask(shopper)
    assert (Alert.objects.count(), Message.objects.count()) == (0, 0)


@pytest.mark.parametrize("page", ["/p/pot/?v=GREY", "/search/?q=samovar"])
def test_the_page_takes_as_many_queries_as_promised(client, pot, page):
    client.get(page)
    with CaptureQueriesContext(connection) as seen:
        client.get(page)
    assert len(seen) <= (6 if "pot" in page else 5)


def test_a_stranger_comes_back_to_the_page_and_is_told_to_confirm(shopper, pot):
    ask(shopper)
    assert shopper.place == "/p/pot/?v=GREY"
    assert "Press the button in it within 2 days" in shopper.text
    assert ZOE not in shopper.page.text
    assert Alert.objects.get().state == "waiting"


def test_the_answer_is_the_same_whatever_is_known_of_the_address(pot):
    texts = []
    for email in (ZOE, ZOE, "max@demo.example"):
        shopper = ask(Shopper(), email)
        texts.append(shopper.text)
    alert_asked_for(1, person=person_for("ana@demo.example"), variant=pot)
    texts.append(ask(Shopper(), "ana@demo.example").text)
    Product.objects.update(is_sensitive=True)
    texts.append(ask(Shopper(), "eva@demo.example").text)
    told = {re.search(r"If this address .*? count\.", text)[0] for text in texts}
    assert len(told) == 1


def test_at_night_the_page_says_when_it_goes(shopper, clock, pot):
    clock.move_to("2026-03-04T22:00:00+00:00")
    ask(shopper)
    assert "We send no mails at night: it goes at 8 a.m." in shopper.text


def test_who_is_signed_in_finds_the_address_there_and_confirms_nothing(account, pot):
    assert f'value="{ZOE}"' in account.get("/p/pot/?v=GREY").page.text
    ask(account)
    assert "We will write to you once." in account.text
    assert (Alert.objects.get().state, Message.objects.count()) == ("active", 0)


def test_another_address_than_ones_own_is_asked_all_the_same(account, pot):
    ask(account, "max@demo.example")
    assert Alert.objects.get().state == "waiting"


def test_an_account_that_has_confirmed_nothing_is_a_stranger(account, pot):
    EmailAddress.objects.update(verified=False)
    assert ZOE not in account.get("/p/pot/?v=GREY").page.text.split('id="ask"')[1]
    ask(account)
    assert Alert.objects.get().state == "waiting"


@pytest.mark.parametrize(
    ("email", "words"),
    [
        ("", "Please enter the address to which we shall write."),
        ("zoe", "This is not an e-mail address."),
        ("z" * 250 + "@demo.example", "No e-mail address is that long."),
    ],
)
def test_a_wrong_address_is_said_and_the_thing_is_kept(shopper, pot, email, words):
    ask(shopper, email)
    assert shopper.page.status_code == 422
    assert words in shopper.text
    assert 'name="v" value="GREY"' in shopper.page.text
    assert (
        '<button class="button" data-testid="alert">' in shopper.page.text
    )  # the page's one action
    assert Alert.objects.count() == 0


@pytest.mark.parametrize("thing", [{"v": "NONE"}, {"q": ""}, {"q": "!?"}, {"q": "x" * 201}])
def test_what_cannot_be_waited_for_has_no_page(shopper, thing):
    assert ask(shopper, **thing).page.status_code == 404


def test_the_address_of_the_form_is_no_page(shopper, pot):
    assert shopper.get("/alerts/?v=GREY&email=zoe@demo.example").page.status_code == 404
    assert Alert.objects.count() == 0


def test_another_sites_page_cannot_send_the_form(pot):
    shopper = Shopper()
    page = shopper.client.post(
        "/alerts/", {"email": ZOE, "v": "GREY"}, headers={"sec-fetch-site": "cross-site"}
    )
    assert (page.status_code, Alert.objects.count()) == (403, 0)


def test_what_has_come_in_the_meantime_is_shown_instead(shopper):
    VariantFactory(product=ProductFactory(name_en="Samovar"))
    ask(shopper, q="samovar")
    assert "Something has just come that fits." in shopper.text
    assert Alert.objects.count() == 0


def test_who_asks_too_often_is_told_to_wait(shopper, pot, settings):
    settings.ASK_RATE_LIMIT = "2/hour"
    codes = [ask(shopper, f"max{n}@demo.example").page.status_code for n in range(3)]
    assert codes == [200, 200, 429]
    assert Alert.objects.count() == 2


def test_a_program_that_opens_every_link_changes_nothing(shopper, pot):
    ask(shopper)
    link = letter_link()
    with CaptureQueriesContext(connection) as seen:
        for _ in range(2):
            shopper.client.get(link, headers=BOT)
            shopper.client.head(link)
    assert [q["sql"] for q in seen if not q["sql"].startswith("SELECT")] == []
    assert Alert.objects.get().state == "waiting"


def test_the_link_shows_confirms_and_erases(shopper, pot):
    ask(shopper)
    link = letter_link()
    reader = Shopper().get(link)
    assert reader.find("alert-about") == "When this is back: Tea pot."
    assert 'data-testid="alert-confirm"' in reader.page.text
    assert ZOE not in reader.page.text
    reader.post(link, {"do": "confirm"})
    assert "It counts." in reader.find("alert-state")
    assert 'data-testid="alert-confirm"' not in reader.page.text
    assert Alert.objects.get().state == "active"
    reader.post(link, {"do": "confirm"})
    assert Alert.objects.get().state == "active"
    reader.post(link, {"do": "erase"})
    assert reader.place == "/"
    assert Alert.objects.count() == 0
    assert Message.objects.get().recipient == ""
    assert reader.get(link).page.status_code == 404


def test_a_post_that_says_nothing_changes_nothing(shopper, pot):
    ask(shopper)
    link = letter_link()
    shopper.post(link, {"do": "whatever"})
    assert Alert.objects.get().state == "waiting"


def test_a_link_that_is_too_old_opens_nothing(shopper, pot, clock):
    ask(shopper)
    link = letter_link()
    clock.shift(2 * 24 * 3600)
    assert shopper.post(link, {"do": "confirm"}).page.status_code == 404
    assert Alert.objects.get().state == "waiting"


def test_a_link_of_somebody_else_erases_theirs_alone(shopper, pot):
    ask(shopper)
    ask(shopper, "max@demo.example")
    send_due(limit=10)
    (link,) = re.findall(r"/alert/[\w-]{43}/", mail.outbox[0].body)
    shopper.post(link, {"do": "erase"})
    assert Alert.objects.get().email == "max@demo.example"


def test_what_came_true_says_so(shopper, account, pot):
    ask(account)
    stock.count(variant_id=pot.pk, on_hand=3)
    look()
    link = re.search(r"/alert/[\w-]{43}/", mail.outbox[0].body)[0]
    assert "it came true" in shopper.get(link).find("alert-state")


def test_the_account_says_in_french_that_a_mail_has_gone(account, pot):
    """Not by the words of a date, which are the same in English."""
    ask(account)
    stock.count(variant_id=pot.pk, on_hand=3)
    look()
    page = account.client.get("/account/alerts/", headers={"accept-language": "fr"})
    assert "E-mail envoyé · demandée le" in page.text


def test_the_account_lists_and_erases_its_own(account, pot):
    ask(account)
    ask(account, q="samovar")
    alert_asked_for()
    account.get("/account/alerts/")
    assert "When this is back: Tea pot" in account.text
    assert "When something is found for “samovar”" in account.text
    assert "“Teapot 0”" not in account.text
    theirs = Alert.objects.get(words="teapot 0")
    account.post("/account/alerts/", {"alert": theirs.pk})
    assert Alert.objects.count() == 3
    account.post("/account/alerts/", {"alert": Alert.objects.get(words="samovar").pk})
    assert "1 alert was erased." in account.text
    account.post("/account/alerts/", {"alert": "all"})
    assert list(Alert.objects.all()) == [theirs]
    assert account.find("nothing").startswith("You wait for nothing.")


@pytest.mark.parametrize("key", ["", "x", "9" * 30, "-1"])
def test_a_button_that_is_not_ours_erases_nothing(account, pot, key):
    ask(account)
    account.post("/account/alerts/", {"alert": key})
    assert Alert.objects.count() == 1


def test_the_accounts_list_takes_the_same_queries_for_one_and_for_many(
    account, pot, django_assert_num_queries
):
    person = person_for(ZOE)
    account.get("/account/alerts/")  # the cart is looked for once a visit
    for numbers in (range(1, 2), range(2, 32)):
        for number in numbers:
            alert_asked_for(number, person=person)
        with django_assert_num_queries(6):
            account.client.get("/account/alerts/")


def test_a_stranger_has_no_list(shopper):
    assert shopper.get("/account/alerts/").place.startswith("/account/login/")
