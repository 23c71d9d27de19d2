"""Pages and mails as they are rendered: nothing in them that a validator would refuse."""

import pytest
from django.core import mail

from checkout.models import Order
from shop.core.messaging.sending import send_due
from tests.catalog.conftest import add_picture
from tests.factories import (
    CategoryFactory,
    DeliveryMethodFactory,
    PromotionFactory,
    ReviewFactory,
    UserFactory,
    VariantFactory,
)
from tests.markup import faults_of
from tests.orders import give_back, masked_browser, take_back
from tests.recovery.conftest import HOUR, Street, scenarios  # noqa: F401 - a fixture
from tests.recovery.pages.test_stop_and_why import links
from tests.shopper import ADDRESS, Shopper


@pytest.mark.parametrize(
    ("html", "fault"),
    [
        ("<h1>A</h1><p>Fine <a href='#a' id='a'>here</a></p>", []),
        ("<h1>A</h1><form hx-get='/'></form>", ["unknown attribute hx-get"]),
        ("<h1>A</h1><p><ul></ul>", ["<ul> inside of <p>"]),
        ("<h1>A</h1></p>", ["</p> without <p>"]),
        ("<h1>A</h1><h3>B</h3>", ["heading 3 after 1"]),
        ("<h2>A</h2><h1>B</h1>", ["heading 2 after 0"]),
        ("<p>A</p>", ["0 first headings"]),
        ("<h1 id='a'>A</h1><p id='a'></p>", ["id a twice"]),
        ("<h1>A</h1><label for='b'>B</label>", ["nothing is called b"]),
        (
            "<h1>A</h1><fieldset aria-describedby=''></fieldset>",
            ["nothing is called (empty aria-describedby)"],
        ),
        ("<h1>A</h1><input autofocus><input autofocus>", ["several with autofocus"]),
        ("<h1>A</h1><td width='8'>", ["width of <td>"]),
        ("<h1>A</h1><iframe width='100%'>", ["width of <iframe>"]),
        ("<h1>A</h1><time datetime='2026-03-04T12:00:00+0100'></time>", []),
        (
            "<h1>A</h1><time datetime='2026-03-04T12:00:00.123456Z'></time>",
            ["datetime 2026-03-04T12:00:00.123456Z"],
        ),
    ],
)
def test_fault_is_found(html, fault):
    assert faults_of(html) == fault


@pytest.fixture
def shop(db):
    """A cup in two sizes with a picture and reviews, two ways to bring it, and a code."""
    shelf = CategoryFactory(slug="kitchen", name_en="Kitchen")
    CategoryFactory(slug="pans", parent=shelf)
    small = VariantFactory(
        sku="S", product__slug="cup", product__name_en="Cup", product__category=shelf
    )
    VariantFactory(sku="L", product=small.product, on_hand=0)
    add_picture(small.product)
    for stars in (3, 5):
        ReviewFactory(product=small.product, stars=stars, state="approved")
    DeliveryMethodFactory.create_batch(2)
    PromotionFactory(code="WELCOME10", percent=10)
    return small


def check(shopper, address=None):
    page = shopper.get(address).page if address else shopper.page
    assert faults_of(page.content.decode()) == [], shopper.place


@pytest.mark.parametrize("language", ["en", "fr"])
def test_pages_for_everybody(shop, language):
    shopper = Shopper(language)
    for address in (
        *("/", "/c/kitchen/", "/c/kitchen/?sort=price", "/p/cup/", "/p/cup/?v=L&stars=5"),
        *("/search/", "/search/?q=cup", "/search/?q=zeppelin", "/cart/", "/checkout/done/"),
        *("/account/login/", "/account/signup/", "/account/password/reset/"),
        *("/r/x/", "/u/x/", "/why/x/", "/nowhere/", "/demo/mailbox/", "/gallery/"),
        *(f"/gallery/{code}/" for code in ("400", "403", "429", "500", "503")),
    ):
        check(shopper, address)
    shopper.post("/account/signup/", {"email": "x", "password1": "1"})
    check(shopper)


def test_pages_of_an_account(shop):
    shopper = Shopper()
    shopper.client.force_login(UserFactory(is_staff=True, is_superuser=True))
    for address in ("/account/email/", "/account/password/change/", "/account/logout/"):
        check(shopper, address)
    check(shopper, "/p/cup/review/")
    shopper.post("/p/cup/review/", {})
    check(shopper)
    for report in ("overview", "searches", "funnel", "recovery"):
        page = shopper.get(f"/admin/reports/{report}/").page.content.decode()
        ours = page[page.index('<div id="content-main"') : page.index("</main>")]
        assert faults_of(f"<h1>{report}</h1>{ours}") == []


def test_from_the_cart_to_the_mail(shop):
    shopper = Shopper().add(shop, 2)
    check(shopper)
    check(shopper.post("/cart/code/", {"code": "NOPE"}))
    check(shopper.post("/cart/code/", {"code": "WELCOME10"}))
    check(shopper, "/checkout/email/")
    check(shopper.give_email("x"))
    check(shopper.give_email())
    check(shopper.give_address(**{"delivery-name": "", "billing-same": ""}))
    check(shopper.post("/checkout/address/", ADDRESS))
    check(shopper.post("/checkout/delivery/", {"method": "0"}))
    check(shopper.choose_delivery())
    check(shopper.pay())
    check(shopper.at_bank("refuse", reason="declined"))
    check(shopper.post("/checkout/payment/", {"shown_total": "1", "gateway": "none"}))
    check(shopper.get("/checkout/payment/").pay().at_bank())
    check(shopper, "/checkout/done/invoice/")
    check(masked_browser(Order.objects.get()), "/checkout/done/invoice/")
    take_back(give_back(Order.objects.get(), 500))
    check(shopper, "/checkout/done/")
    check(shopper, "/checkout/done/credit/A2026-000001/")
    check(shopper, "/checkout/done/credit/A2026-000002/")
    check(masked_browser(Order.objects.get()), "/checkout/done/credit/A2026-000001/")
    send_due(limit=10)
    assert [faults_of(each.alternatives[0].content, is_page=False) for each in mail.outbox] == [
        []
    ] * len(mail.outbox)
    assert mail.outbox


@pytest.mark.usefixtures("scenarios")
def test_what_a_reminder_leads_to(clock, shop):
    street = Street(clock)
    street.leave("delivery")
    street.after(HOUR)
    clock.shift(3 * HOUR)
    send_due(limit=10)
    (letter,) = mail.outbox
    assert faults_of(letter.alternatives[0].content, is_page=False) == []
    found = links(letter)
    shopper = Shopper()
    for address in (found["why"], found["u"], found["r"]):
        check(shopper, address)
    shopper.post(found["r"], {"do": "open"})
    for address in ("/checkout/email/", "/checkout/address/", "/checkout/identify/"):
        check(shopper, address)
