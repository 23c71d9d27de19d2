"""The credit note as it is shown: beside its invoice, to whoever may see that, and to nobody else."""

import re
from html import unescape

import pytest
from django.core import mail

from checkout.models import CreditNote, Invoice, Order
from checkout.visitor import new_secret
from shop.core.messaging.sending import send_due
from tests.factories import UserFactory
from tests.orders import give_back, masked_browser, take_back
from tests.shopper import Shopper, path_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

NOTE = "/checkout/done/credit/A2026-000001/"
BERLIN = {"delivery-country": "DE", "delivery-postcode": "10115", "delivery-city": "Berlin"}
BERN = {"delivery-country": "CH", "delivery-postcode": "3011", "delivery-city": "Bern"}


@pytest.fixture
def begun(shopper, variant):
    """A shopper with two cups for 25.80 and postage of 4.90, at the address."""
    return shopper.add(variant, 2).give_email()


def bought(shopper, **address):
    shopper.give_address(**address).choose_delivery().pay().at_bank()
    return Order.objects.get()


def rows(page, testid="vat-row"):
    """Return the texts of each row of the table of VAT."""
    found = re.findall(rf'<tr data-testid="{testid}">(.*?)</tr>', page.page.text, re.DOTALL)
    return [[unescape(text) for text in re.findall(r">([^<>\s][^<>]*)</t", row)] for row in found]


def test_a_part_that_was_given_back(begun, settings, clock):
    order = bought(begun)
    settings.SELLER = {**settings.SELLER, "name": "Panier SAS"}
    clock.shift(24 * 3600)
    give_back(order, 1000)
    page = begun.get(NOTE)
    assert page.find("credit-note-number") == "Credit note A2026-000001"
    assert (page.find("corrected"), page.find("corrected-date")) == (
        "F2026-000001",
        "March 4, 2026",
    )
    assert page.find("issued") == "March 5, 2026"
    assert (page.find("invoiced"), page.find("credited")) == ("€30.70", "€10.00")
    assert rows(page) == [["20%", "€8.33", "€1.67", "€10.00"]]
    assert rows(page, "vat-sum") == [["Total", "€8.33", "€1.67", "€10.00"]]
    for words in (order.reference, "Seller Panier SAS 1 rue", "Bill goes to Zoé Démo 1 rue"):
        assert words in page.text
    for words in ("Withdrawn", "Exempt", "Reverse charge", "L441-10", "Paid on"):
        assert words not in page.text


@pytest.mark.parametrize(
    ("address", "mentions"),
    [
        ({**BERLIN, "vat_number": "DE136695976"}, ["Reverse charge", "article 138"]),
        (BERN, ["article 146"]),
    ],
)
def test_it_says_why_no_vat_was_charged_as_the_invoice_does(begun, address, mentions):
    order = bought(begun, **address)
    give_back(order, order.total)
    page = begun.get(NOTE)
    assert rows(page) == [["0%", "€25.58", "€0.00", "€25.58"]]
    assert [words for words in ("Reverse charge", "article 138", "article 146") if words in page.text] == mentions  # fmt: skip
    assert "L441-10" not in page.text
    assert ("VAT number of the buyer: DE136695976" in page.text) is ("vat_number" in address)


def test_one_that_was_withdrawn_says_so_and_stays(begun, clock):
    refund = give_back(bought(begun), 1000)
    clock.shift(24 * 3600)
    take_back(refund)
    page = begun.get(NOTE)
    assert page.find("withdrawn").startswith("Withdrawn on March 5, 2026.")
    assert page.find("credited") == "€10.00"
    assert "Credit note A2026-000001 withdrawn" in begun.get("/checkout/done/").text


def test_it_speaks_the_language_of_the_order(begun, variant):
    french = Shopper("fr").come_to_payment(variant).pay().at_bank()
    order = Order.objects.order_by("-pk").first()
    give_back(order, 500)
    page = Shopper("en").get(f"/o/{new_secret(order)}/credit/A2026-000001/")
    assert '<html lang="en">' in page.page.text
    assert 'class="sheet" lang="fr"' in page.page.text
    assert page.find("credited").replace("\xa0", " ") == "5,00 €"
    assert french.get(NOTE).find("issued") == page.find("issued") == "4 mars 2026"


# Who may see it


def test_the_order_leads_to_each(begun):
    order = bought(begun)
    assert begun.find("credit-note") is None
    give_back(order, 1000)
    give_back(order, 500)
    page = begun.get("/checkout/done/")
    found = re.findall(r'<a href="(\S+)" data-testid="credit-note">([^<]+)</a> (\S+)</p>', page.page.text)  # fmt: skip
    assert found == [
        ("/checkout/done/credit/A2026-000001/", "Credit note A2026-000001", "€10.00"),
        ("/checkout/done/credit/A2026-000002/", "Credit note A2026-000002", "€5.00"),
    ]
    link = f"/o/{new_secret(order)}/"
    elsewhere = Shopper()
    assert f'href="{link}credit/A2026-000002/"' in elsewhere.get(link).page.text
    assert elsewhere.get(f"{link}credit/A2026-000002/").find("credited") == "€5.00"
    assert f'href="{link}"' in elsewhere.page.text


def test_the_mail_of_the_money_leads_to_it(begun):
    order = bought(begun)
    give_back(order, 1000)
    send_due(limit=10)
    message = mail.outbox[-1]
    url = re.search(r"Credit note A2026-000001\n(http\S+/o/\S+/)\n", message.body)[1]
    html = message.alternatives[0].content
    assert re.search(rf'<a href="{url}"[^>]*>Credit note A2026-000001</a>', html)
    assert Shopper().get(path_of(url)).find("credited") == "€10.00"


def test_the_mail_of_an_order_without_an_invoice_leads_to_none(begun):
    order = bought(begun)
    Invoice.objects.all().delete()
    give_back(order, 1000)
    send_due(limit=10)
    assert "we have given back €10.00" in mail.outbox[-1].body
    assert "Credit note" not in mail.outbox[-1].body


def test_it_is_kept_by_no_cache_and_no_search_engine(begun):
    give_back(bought(begun), 1000)
    page = begun.get(NOTE).page
    assert "no-store" in page.headers["Cache-Control"]
    assert 'content="noindex"' in page.text


@pytest.mark.parametrize("token", ["x", "a" * 43, "é" * 43, "%00", "masked"])
def test_any_other_link_finds_no_order(begun, token):
    order = bought(begun)
    give_back(order, 1000)
    secret = new_secret(order, is_masked=True) if token == "masked" else token
    page = Shopper().get(f"/o/{secret}/credit/A2026-000001/")
    assert page.page.status_code == 404
    assert [
        word for word in ("F2026", order.reference, "Zoé", "€10") if word in page.page.text
    ] == []
    assert page.text == Shopper().get(f"/o/{secret}/").text


@pytest.mark.parametrize(
    "number", ["A2026-000002", "F2026-000001", "x", "%00", "é", "A2026-000001x"]
)
def test_a_number_of_another_order_is_not_found(begun, variant, number):
    order = bought(begun)
    give_back(order, 1000)
    Shopper().come_to_payment(variant).pay().at_bank()
    give_back(Order.objects.order_by("-pk").first(), 500)
    for folder in ("/checkout/done/", f"/o/{new_secret(order)}/"):
        page = begun.get(f"{folder}credit/{number}/")
        assert page.page.status_code == 404
        assert "€5.00" not in page.text


def test_a_browser_without_an_order_has_none():
    page = Shopper().get(NOTE)
    assert page.page.status_code == 404
    assert "There is no order to show here" in page.text


@pytest.mark.parametrize("number", ["A2026-000001", "A2026-000009"])
def test_a_masked_visitor_is_told_whose_it_is_to_see(begun, number):
    order = bought(begun)
    give_back(order, 1000)
    masked = masked_browser(order)
    assert "A2026" not in masked.get("/checkout/done/").page.text
    page = masked.get(f"/checkout/done/credit/{number}/")
    assert page.page.status_code == 403
    assert "The credit note is for whoever began the order" in page.text
    for word in ("Credit note A2026", "€10.00", "Zoé", "Essais", "Z•••", "zoe@"):
        assert word not in page.page.text


def test_the_owner_who_signs_in_sees_it(begun):
    order, user = bought(begun), UserFactory()
    give_back(order, 1000)
    Order.objects.update(user=user)
    masked = masked_browser(order)
    masked.client.force_login(user)
    assert masked.get(NOTE).find("credited") == "€10.00"


@pytest.mark.parametrize("count", [1, 10])
def test_it_costs_the_same_for_one_as_for_ten(begun, django_assert_num_queries, count):
    order = bought(begun)
    for _ in range(count):
        give_back(order, 100)
    link = f"/o/{new_secret(order)}/"
    with django_assert_num_queries(2):
        Shopper().get(f"{link}credit/A2026-000001/")
    with django_assert_num_queries(2):
        begun.get(NOTE)
    with django_assert_num_queries(5):
        Shopper().get(link)
    assert CreditNote.objects.count() == count
