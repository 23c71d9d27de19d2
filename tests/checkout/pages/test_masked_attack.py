"""Every address of cart and checkout, asked in every way at every depth, tells a masked visitor
nothing of the person; and what its owner sees there is the proof that the search would find it.
"""

from itertools import product

import pytest
from django.test import Client
from django.urls import reverse

import cart.urls
import checkout.urls
from checkout.models import AddressKind, Order, Payment
from checkout.orders.starting import keep_typed
from checkout.payments.links import return_token
from tests.orders import masked_browser
from tests.shopper import ADDRESS, Shopper, path_of
from tests.undone import undone

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

EMAIL = "zoe.secret@demo.example"
DELIVERY = {
    "country": "FR",
    "name": "Zoé Kerguelen",
    "company": "Atelier Zed",
    "line1": "17 rue Dérobée",
    "line2": "Appt Caché",
    "postcode": "22703",
    "city": "Ploumanac’h",
    "phone": "06 12 34 56 78",
}
BILLING = {
    "country": "BE",
    "name": "Firma Xanthippe",
    "company": "Holding Yggdrasil",
    "line1": "4 quai Masqué",
    "line2": "Bus Secret",
    "postcode": "4020",
    "city": "Outremeuse",
}
NUMBER = "0697449992"  # of the firm that the bill goes to
SECRETS = [
    EMAIL,
    NUMBER,
    "zoe.secret",
    "Zoé",
    "Kerguelen",
    "Atelier",
    "Dérobée",
    "Appt",
    "22703",
    "Ploumanac",
    "12 34 56",
    "0612345678",
    "Xanthippe",
    "Yggdrasil",
    "Masqué",
    "Bus Secret",
    ">4020",
    "4020 ",
    "Outremeuse",
]
NEVER_SHOWN = {"zoe.secret", "0612345678", ">4020", "4020 "}  # in these spellings, or never alone
OF_THE_BILL = {"Xanthippe", "Yggdrasil", "Masqué", "Bus Secret", "Outremeuse"}
ITS_OWN = {  # what the attacker types
    **{name: text for name, text in ADDRESS.items() if name != "billing-same"},
    "delivery-name": "Jane Doe",
    "delivery-line1": "1 Main Street",
    "email": "jane@example.com",
    "quantity": "1",
    "v": "CUP",
}
POSTS = [  # each says something to every page: a form reads its own fields only
    {},
    {"refresh": "1", "delivery-country": "BE", "billing-country": "BE", "do": "remove"},
    {"billing-same": "1", "email": "nobody", "method": "x", "gateway": "x", "quantity": "x"},
    {"email": EMAIL, "shown_total": "1", "gateway": "testbank", "delivery-name": "\0"},
    {
        "shown_total": "99999",
        "gateway": "testbank",
        "delivery-country": "FR",
        "billing-country": "FR",
    },
    {"call-off": "1", "wants_reminders": "on"},
    ITS_OWN,
]


@pytest.fixture
def owner(shopper, variant):
    """The shopper whose order it is: asked to be reminded, and typed half an address."""
    shopper.add(variant).give_email(EMAIL, wants_reminders="on")
    for kind, fields in zip(AddressKind, (DELIVERY, BILLING), strict=True):
        assert keep_typed(order=Order.objects.get(), kind=kind, fields=fields)
    return shopper


def come_to(depth, owner):
    if depth == "draft":
        return
    typed = {
        f"{kind}-{name}": text
        for kind, fields in (("delivery", DELIVERY), ("billing", BILLING))
        for name, text in fields.items()
    }
    owner.post("/checkout/address/", {**typed, "vat_number": f"BE{NUMBER}"})
    assert owner.place == "/checkout/delivery/"
    if depth == "address":
        return
    owner.choose_delivery()
    if depth == "delivery":
        return
    owner.pay(way="transfer" if depth == "waiting" else "testbank")
    if depth == "waiting":
        return
    if depth != "open":
        owner.at_bank(*{"failed": ["refuse"], "paid": ["accept"], "pending": ["later"]}[depth])


def addresses(secret):
    """Return every address of cart and checkout, and some that are none."""
    payment = Payment.objects.order_by("-pk").first()
    arguments = {
        "cart-line": [Order.objects.get().cart.lines.values_list("pk", flat=True).get()],
        "checkout-return": [return_token(payment) if payment else "x"],
        "checkout-notify": ["testbank"],
        **{name: [secret] for name in ("order", "order-invoice", "order-pay", "order-cancel")},
        "order-credit-note": [secret, "A2026-000001"],
        "checkout-credit-note": ["A2026-000001"],
    }
    patterns = [*cart.urls.urlpatterns, *checkout.urls.urlpatterns]
    return [reverse(each.name, args=arguments.get(each.name, [])) for each in patterns]


def told(response):
    """Return all that a browser is sent: pages, headers, cookies, addresses it is led to."""
    parts = [response.content.decode(), str(dict(response.headers)), response.cookies.output()]
    parts += [url for url, _status in response.redirect_chain]
    return "\n".join([*parts, response.client.cookies.output()])


def ask(cookies, method, url, data):
    """Ask as that browser, and take back what it changed."""
    is_fragment = "refresh" in data  # which only the script asks for
    client = Client(
        headers={"accept-language": "en", **({"hx-request": "true"} if is_fragment else {})}
    )
    client.cookies.load(cookies)
    with undone():
        return told(getattr(client, method)(url, data, follow=True))


def answers(browser):
    """Return ``{how it was asked: all that was told}``."""
    cookies = {name: morsel.value for name, morsel in browser.client.cookies.items()}
    ways = [("get", {}), *(("post", data) for data in POSTS)]
    return {
        f"{method} {url} {data}": ask(cookies, method, url, data)
        for url, (method, data) in product(addresses(cookies["order"]), ways)
    }


def leaks(told):
    return {(how, secret) for how, text in told.items() for secret in SECRETS if secret in text}


DEPTHS = ["draft", "address", "delivery", "failed", "open", "pending", "waiting", "paid"]


def most_slow(depths, fast):
    """Hundreds of pages are asked at each depth: those that are not ``fast`` only in the slow tier."""
    return [each if each in fast else pytest.param(each, marks=pytest.mark.slow) for each in depths]


@pytest.mark.parametrize("depth", most_slow(DEPTHS, fast={"pending", "paid"}))
def test_no_answer_tells_whose_order_it_is(owner, depth):
    come_to(depth, owner)
    found = answers(masked_browser(Order.objects.get()))
    assert len(found) == 28 * 8
    assert leaks(found) == set()


@pytest.mark.parametrize("depth", most_slow(["draft", "failed", "paid"], fast={"paid"}))
def test_the_owner_is_told_all_of_it(owner, depth):
    come_to(depth, owner)
    found = {secret for _how, secret in leaks(answers(owner))}
    missing = {"draft": {NUMBER, *OF_THE_BILL}, "failed": set(), "paid": {"12 34 56"}}[depth]
    assert set(SECRETS) - NEVER_SHOWN - missing <= found


@pytest.mark.parametrize("depth", most_slow(DEPTHS, fast={"draft", "failed", "open"}))
def test_walking_back_and_forth_in_one_browser_tells_nothing(owner, depth):
    """Each thing done stays done: the last steps meet an order of the visitor's own."""
    come_to(depth, owner)
    masked = masked_browser(Order.objects.get())
    steps = ["payment", "email", "address", "delivery", "done", "address", "payment", "email"]
    texts = {}
    for data in (None, {"refresh": "1"}, {}, ITS_OWN):
        for name in steps:
            url = f"/checkout/{name}/"
            page = masked.get(url) if data is None else masked.post(url, data)
            texts[f"{name} {data}"] = told(page.page)
    assert leaks(texts) == set()


def test_the_banks_way_back_tells_nothing(owner):
    come_to("delivery", owner)
    masked = masked_browser(Order.objects.get()).get("/checkout/payment/").pay()
    bank = path_of(masked.place)
    texts = {"bank": told(masked.page)}
    texts["back"] = told(masked.at_bank("refuse").page)
    texts["bare"] = told(
        Shopper().get(f"/checkout/return/{return_token(Payment.objects.get())}/").page
    )
    texts["again"] = told(masked.get(bank).page)
    assert leaks(texts) == set()
