"""The invoice as it is shown: five kinds of sale, who may see it, what it costs."""

import re
from html import unescape

import pytest
from django.core import mail

from checkout.models import Invoice, Order
from checkout.visitor import new_secret
from shop.core.messaging.sending import send_due
from tests.factories import ProductFactory, PromotionFactory, UserFactory, VariantFactory
from tests.orders import masked_browser
from tests.shopper import Shopper, path_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

INVOICE = "/checkout/done/invoice/"
BERLIN = {"delivery-country": "DE", "delivery-postcode": "10115", "delivery-city": "Berlin"}
BERN = {"delivery-country": "CH", "delivery-postcode": "3011", "delivery-city": "Bern"}
LATE = "article L441-10 of the French Code de commerce"


@pytest.fixture
def begun(shopper, variant):
    """A shopper with two cups for 25.80 and postage of 4.90, at the address."""
    return shopper.add(variant, 2).give_email()


def invoice_after(shopper, **address):
    shopper.give_address(**address).choose_delivery().pay().at_bank()
    return shopper.get(INVOICE)


def rows(page, testid="vat-row"):
    """Return the texts of each row of the table of VAT."""
    found = re.findall(rf'<tr data-testid="{testid}">(.*?)</tr>', page.page.text, re.DOTALL)
    return [[unescape(text) for text in re.findall(r">([^<>\s][^<>]*)</t", row)] for row in found]


def line_facts(page):
    """Return what each line says, cell by cell."""
    body = re.search(r'class="sheet__lines".*?<tbody>(.*?)</tbody>', page.page.text, re.DOTALL)[1]
    lines = re.findall(r"<tr>(.*?)</tr>", body, re.DOTALL)
    return [
        [
            re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", cell)).strip()
            for cell in re.findall(r"<t[hd].*?</t[hd]>", line, re.DOTALL)
        ]
        for line in lines
    ]


def test_a_sale_at_home(begun, variant):
    page = invoice_after(begun)
    order = Order.objects.get()
    name = variant.product.name_en
    assert (page.find("invoice-number"), page.find("issued")) == (
        "Invoice F2026-000001",
        "March 4, 2026",
    )
    assert order.reference in page.text
    for words in (
        *(
            "Seller Panier 1 rue de l’Exemple 75000 Paris",
            "RCS Paris 000 000 000",
            "VAT number: FR00000000000",
        ),
        *("Zoé Démo 1 rue des Essais 75011 Paris France", "Paid on March 4, 2026"),
        "Date of the order March 4, 2026",
    ):
        assert words in page.text
    assert line_facts(page) == [
        [f"{name} SKU CUP", "2", "€12.90 €10.75 without VAT", "20%", "€25.80"]
    ]
    assert (page.find("goods"), page.find("delivery-price")) == ("€25.80", "€4.90")
    assert page.find("total") == "€30.70"
    assert rows(page) == [["20%", "€25.58", "€5.12", "€30.70"]]
    assert rows(page, "vat-sum") == [["Total", "€25.58", "€5.12", "€30.70"]]
    for words in ("Reverse charge", "Exempt", "buyer", LATE, "Goes to Zoé"):
        assert words not in page.text.replace("Bill goes to", "")


def test_a_sale_to_a_german_consumer(begun):
    page = invoice_after(begun, **BERLIN)
    assert line_facts(page)[0][2:] == ["€12.90 €10.84 without VAT", "19%", "€25.80"]
    assert rows(page) == [["19%", "€25.80", "€4.90", "€30.70"]]
    assert "Exempt" not in page.text


def test_a_sale_to_a_german_company(begun):
    """The price without VAT is the one without the home VAT that it had in it."""
    page = invoice_after(begun, **BERLIN, vat_number="DE136695976")
    assert line_facts(page)[0][2:] == ["€12.90 €10.75 without VAT", "0%", "€25.80"]
    assert (page.find("relief"), page.find("total")) == ("−€5.12", "€25.58")
    assert rows(page) == [["0%", "€25.58", "€0.00", "€25.58"]]
    assert page.find("reverse-charge") == "Reverse charge"
    assert "VAT number of the buyer: DE136695976" in page.text
    assert "Exempt from VAT: article 138 of Directive 2006/112/EC." in page.text
    assert LATE in page.text


def test_a_sale_to_switzerland(begun):
    page = invoice_after(begun, **BERN)
    assert "VAT not charged (export) −€5.12" in page.text
    assert rows(page, "vat-sum") == [["Total", "€25.58", "€0.00", "€25.58"]]
    assert "Exempt from VAT: article 146 of Directive 2006/112/EC." in page.text
    assert "Reverse charge" not in page.text


def test_several_rates_with_promotions(begun):
    """23.22 and 9.00 after ten per cent; postage is spread: 4.90 x 23.22 / 32.22 = 3.53 and 1.37,
    and then given: the cheapest way is free. Left are the goods alone.
    """
    tea = VariantFactory(sku="TEA", price=1000, product=ProductFactory(tax_class="reduced"))
    begun.add(tea)
    PromotionFactory(code="TEN", percent=10)
    PromotionFactory(code="", name_en="Free post", kind="free_delivery", percent=None)
    begun.post("/cart/code/", {"code": "TEN"})
    page = invoice_after(begun)
    assert [facts[1:] for facts in line_facts(page)] == [
        ["2", "€12.90 €10.75 without VAT", "−€2.58", "20%", "€23.22"],
        ["1", "€10.00 €9.48 without VAT", "−€1.00", "5.5%", "€9.00"],
    ]
    assert page.find("goods") == "€32.22"
    assert "already taken off: Promo code TEN €3.58" in page.text
    assert "By post €4.90 Free post −€4.90 Total €32.22" in page.text
    assert rows(page) == [["5.5%", "€8.53", "€0.47", "€9.00"], ["20%", "€19.35", "€3.87", "€23.22"]]
    assert rows(page, "vat-sum") == [["Total", "€27.88", "€4.34", "€32.22"]]


@pytest.mark.parametrize(
    ("country", "number", "is_warned"),
    [("FR", "FR61954506077", True), ("FR", "", False), ("BE", "FR61954506077", False)],
)
def test_late_payment_is_spoken_of_where_the_law_asks_for_it(
    begun, settings, country, number, is_warned
):
    settings.COUNTRY = country
    assert (LATE in invoice_after(begun, vat_number=number).text) is is_warned


def test_a_shop_outside_the_union_names_no_article_of_its_law(begun, settings):
    settings.COUNTRY = "CH"
    page = invoice_after(begun, **BERLIN)
    assert page.find("relief") is not None
    assert "2006/112" not in page.text


def test_it_stays_as_it_was_whatever_is_set_or_sold_later(begun, variant, settings):
    before = invoice_after(begun).page.text
    settings.SELLER = {**settings.SELLER, "name": "Others", "address": [], "vat_number": "FR9"}
    settings.COUNTRY = "BE"
    variant.product.name_en = "Mug"
    variant.product.save()
    variant.price = 1
    variant.save()
    Order.objects.get().addresses.all().delete()
    PromotionFactory(code="", percent=50)
    settings.TAX_RATES = {"standard": 0, "reduced": 0, "zero": 0}
    assert sheet(begun.get(INVOICE).page.text) == sheet(before)


def sheet(html):
    return re.search(r"<article.*</article>", html, re.DOTALL)[0]


def test_it_speaks_the_language_of_the_order_among_words_of_the_visitors(begun, variant):
    french = Shopper("fr").come_to_payment(variant).pay().at_bank()
    link = f"/o/{new_secret(Order.objects.order_by('-pk').first())}/invoice/"
    page = Shopper("en").get(link)
    assert '<html lang="en">' in page.page.text
    assert 'class="sheet" lang="fr"' in page.page.text
    assert page.find("total").replace("\xa0", " ") == "17,80 €"
    assert page.find("issued") == "4 mars 2026"
    assert sheet(page.page.text) == sheet(french.get(INVOICE).page.text)


# Who may see it


def test_the_order_and_its_mail_lead_to_it(begun):
    begun.give_address().choose_delivery().pay().at_bank()
    assert f'<a href="{INVOICE}" data-testid="invoice">Invoice F2026-000001</a>' in begun.page.text
    send_due(limit=10)
    (message,) = mail.outbox
    url = re.search(r"Invoice F2026-000001\n(http\S+/o/\S+/invoice/)\n", message.body)[1]
    html = message.alternatives[0].content
    assert re.search(rf'<a href="{url}"[^>]*>Invoice F2026-000001</a>', html)
    page = Shopper().get(path_of(url))
    assert page.find("invoice-number") == "Invoice F2026-000001"
    order_url = path_of(url).removesuffix("invoice/")
    assert f'href="{order_url}"' in page.page.text
    assert f'href="{path_of(url)}"' in Shopper().get(order_url).page.text


def test_it_is_kept_by_no_cache_and_no_search_engine(begun):
    page = invoice_after(begun).page
    assert "no-store" in page.headers["Cache-Control"]
    assert 'content="noindex"' in page.text
    assert page.headers["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize("token", ["x", "a" * 43, "a" * 500, "é" * 43, "..%2f", "%00", "masked"])
def test_any_other_link_finds_no_order(begun, token):
    invoice_after(begun)
    order = Order.objects.get()
    secret = new_secret(order, is_masked=True) if token == "masked" else token
    page = Shopper().get(f"/o/{secret}/invoice/")
    assert page.page.status_code == 404
    assert [word for word in ("F2026", order.reference, "Zoé") if word in page.page.text] == []
    assert page.text == Shopper().get(f"/o/{secret}/").text


def test_a_browser_without_an_order_has_no_invoice():
    page = Shopper().get(INVOICE)
    assert page.page.status_code == 404
    assert "There is no order to show here" in page.text


def test_a_masked_visitor_is_told_whose_it_is_to_see(begun, variant):
    begun.give_address().choose_delivery()
    masked = masked_browser(Order.objects.get()).get("/checkout/payment/").pay().at_bank()
    assert masked.place == "/checkout/done/"
    assert "F2026" not in masked.page.text
    assert INVOICE not in masked.page.text
    page = masked.get(INVOICE)
    assert page.page.status_code == 403
    assert "no-store" in page.page.headers["Cache-Control"]
    assert "The invoice is for whoever began the order" in page.text
    assert 'href="/account/login/?next=%2Fcheckout%2Fdone%2Finvoice%2F"' in page.page.text
    for word in ("F2026", "Zoé", "Essais", "Z•••", "zoe@"):
        assert word not in page.page.text


def test_the_owner_who_signs_in_sees_it(begun, variant):
    begun.give_address().choose_delivery().pay().at_bank()
    order, user = Order.objects.get(), UserFactory()
    Order.objects.update(user=user)
    masked = masked_browser(order)
    masked.client.force_login(user)
    assert masked.get(INVOICE).find("invoice-number") == "Invoice F2026-000001"


@pytest.mark.parametrize("is_placed", [True, False])
def test_an_order_without_an_invoice_says_so(begun, is_placed):
    """One that is not paid, or was placed before there were any."""
    begun.give_address().choose_delivery()
    if is_placed:
        begun.pay().at_bank()
        Invoice.objects.all().delete()
        assert "invoice/" not in begun.get("/checkout/done/").page.text
    page = begun.get(INVOICE)
    assert page.page.status_code == 404
    assert "There is no invoice for this order" in page.text


@pytest.mark.parametrize("count", [1, 30])
@pytest.mark.parametrize("is_link", [True, False])
def test_it_costs_the_same_for_one_line_as_for_thirty(
    shopper, variant, django_assert_num_queries, count, is_link
):
    shopper.fill(VariantFactory.create_batch(count - 1))
    shopper.come_to_payment(variant).pay().at_bank()
    address = f"/o/{new_secret(Order.objects.get())}/invoice/" if is_link else INVOICE
    with django_assert_num_queries(2):
        (Shopper() if is_link else shopper).get(address)
