"""The page where staff confirm transfers."""

from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from cart.models import DeliveryMethod
from checkout.models import Order, Payment
from checkout.payments.expiring import release_expired
from shop.core import clock as shop_clock
from tests.core.users.test_roles import member
from tests.orders import order_by_transfer, ready_order
from tests.shopper import text_of

pytestmark = pytest.mark.django_db
PAGE = "/admin/transfers/"


@pytest.fixture
def order(clock, variant):
    return wait(variant)


@pytest.fixture
def staff_client(staff_client):
    staff_client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return staff_client


def wait(variant, n=0):
    made = ready_order(
        {variant: 1}, method=DeliveryMethod.objects.get(), email=f"zoe{n}@demo.example"
    )
    order_by_transfer(made)
    return Order.objects.get(pk=made.pk)


def confirm(client, order, amount, **more):
    payment = order.payments.get()
    return client.post(PAGE, {"payment": payment.pk, "amount": amount}, follow=True, **more)


def test_the_list_says_what_is_expected_until_when(staff_client, order):
    text = text_of(staff_client.get(PAGE))
    assert order.reference in text
    assert "€17.80" in text
    assert "03/11/2026 1 p.m." in text
    assert "zoe0@demo.example" not in text


@pytest.mark.parametrize("typed", ["17.80", "17,80", " 17,8 "])
def test_an_amount_is_confirmed_and_noted(staff_client, staff, order, typed):
    page = confirm(staff_client, order, typed)
    assert f"Order {order.reference} is paid: €17.80 has arrived. See the order" in text_of(page)
    assert "No transfer is waited for." in text_of(page)
    assert Order.objects.get().state == "paid"
    entry = LogEntry.objects.get()
    assert (entry.user, entry.object_id) == (staff, str(Payment.objects.get().pk))


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("10", "€10.00 is €7.80 less than what the order costs; nothing was written. Wait for"),
        ("20", "€20.00 is €2.20 more than what the order costs; nothing was written. Confirm €17"),
        ("", "Please type the amount that has arrived, such as €17.80."),
        ("a lot", "Please type the amount that has arrived, such as €17.80."),
    ],
)
def test_what_does_not_fit_says_what_to_do_and_loses_nothing(staff_client, order, typed, words):
    page = confirm(staff_client, order, typed)
    assert page.status_code == 422
    assert words in text_of(page)
    assert f'value="{typed}" inputmode' in page.text
    assert Order.objects.get().is_waiting
    assert LogEntry.objects.count() == 0


def test_a_double_click_confirms_once(staff_client, order):
    confirm(staff_client, order, "17.80")
    page = confirm(staff_client, order, "17.80")
    assert "This transfer was confirmed already; nothing was changed." in text_of(page)
    assert LogEntry.objects.count() == 1


def test_money_that_nobody_waits_for_is_found_and_goes_back(staff_client, order, clock):
    clock.shift(timedelta(days=8))
    release_expired(at=shop_clock.now())
    assert "No transfer is waited for." in text_of(staff_client.get(PAGE))
    found = staff_client.get(PAGE, {"q": order.reference})
    assert "nobody waits: cancelled" in text_of(found)
    page = confirm(staff_client, order, "17.80")
    assert "Nobody waited for this any more. Give €17.80" in text_of(page)
    assert Payment.objects.get().state == "late"


@pytest.mark.parametrize("search", ["17.80", "17,80"])
def test_a_search_by_amount_finds_it(staff_client, order, search):
    assert order.reference in staff_client.get(PAGE, {"q": search}).text
    assert "No transfer of this number or amount." in text_of(staff_client.get(PAGE, {"q": "1"}))


@pytest.mark.parametrize("what", ["0", "x", "99999"])
def test_what_is_no_transfer_is_not_found(staff_client, order, what):
    answer = staff_client.post(PAGE, {"payment": what, "amount": "17.80"})
    assert answer.status_code == 404


@pytest.mark.parametrize("count", [1, 30])
def test_the_list_makes_the_same_queries_for_any_number(
    staff_client, clock, variant, count, django_assert_num_queries
):
    variant.stock.on_hand = 100
    variant.stock.save()
    for n in range(count):
        wait(variant, n)
    staff_client.get(PAGE)
    with django_assert_num_queries(4):
        page = staff_client.get(PAGE)
    assert page.text.count('name="amount"') == count


@pytest.mark.parametrize(
    ("role", "status"),
    [("catalogue", 403), ("customer care", 200), ("marketing", 403), ("owner", 200)],
)
def test_those_who_may_find_it_in_the_menu(client, order, role, status):
    client.force_login(member(role))
    assert client.get(PAGE).status_code == status
    posted = confirm(client, order, "1")
    assert posted.status_code == (422 if status == 200 else 403)
    assert (f'href="{PAGE}"' in client.get(reverse("admin:index")).text) == (status == 200)


def test_strangers_are_asked_to_sign_in(client, order):
    assert client.get(PAGE).headers["location"] == f"{reverse('admin:login')}?next={PAGE}"


def test_the_pages_of_payment_and_order_lead_there(staff_client, order):
    link = f'href="{PAGE}?q={order.reference}"'
    pages = [
        reverse("admin:checkout_payment_change", args=[order.payments.get().pk]),
        reverse("admin:checkout_order_change", args=[order.pk]),
    ]
    assert [link in staff_client.get(page).text for page in pages] == [True, True]
    confirm(staff_client, order, "17.80")
    assert [link in staff_client.get(page).text for page in pages] == [False, False]
