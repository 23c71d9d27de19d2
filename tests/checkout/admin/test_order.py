import re

import pytest
from django.contrib.auth.models import Group

from checkout.models import Order, Payment, Refund
from tests.admin_rows import make, message, order, payment_of
from tests.conftest import NOON
from tests.factories import UserFactory
from tests.visible_text import visible_texts

pytestmark = [
    pytest.mark.usefixtures("content_types"),
    pytest.mark.django_db,
]

ORDERS = "/admin/checkout/order/"
PERSONAL = ("zoe@demo.example", "Zoé Démo", "rue des Essais", "01 23 45 67 89")
FROZEN = {
    "frozen_as": "x",
    "delivery_name": "By post",
    "currency": "EUR",
    "code": "SPRING",
    "subtotal": 2580,
    "discount": 258,
    "delivery": 490,
    "total": 2812,
    "tax_rows": [[2000, 2812, 469]],
}


def change(row):
    return f"{ORDERS}{row.pk}/change/"


def cell(page, name):
    """Return the text of the read-only field ``name``."""
    start = rf'(?:form-row|fieldBox) field-{name}[ "]'
    html = re.search(rf'{start}.*?<div class="readonly">(.*?)</div>', page.text, re.DOTALL)[1]
    return " ".join(visible_texts(html))


@pytest.fixture
def logged(monkeypatch):
    """What the page wrote to the log."""
    seen = []
    monkeypatch.setattr("shop.core.admin.log.info", lambda *_, **facts: seen.append(facts))
    return seen


@pytest.fixture
def owned(db):
    return order(email="zoe@demo.example", user=UserFactory(email="account@demo.example"))


@pytest.mark.parametrize("total", [1, 30])
def test_list_makes_the_same_queries_for_any_number(staff_client, total, django_assert_num_queries):
    make(Order, total)
    with django_assert_num_queries(5):
        staff_client.get(ORDERS)


@pytest.mark.parametrize("total", [1, 30])
def test_page_makes_the_same_queries_for_any_number(client, total, django_assert_num_queries):
    """As customer care, whose permissions are two queries more than a superuser's."""
    colleague = UserFactory(is_staff=True)
    colleague.groups.add(Group.objects.get(name="customer care"))
    client.force_login(colleague)
    row = order(0, total)
    late = payment_of(row, state="late", error="", amount=100)
    for _ in range(total):
        Refund.objects.create(payment=late, amount=1, reason="late")
    with django_assert_num_queries(14):
        client.get(change(row))


@pytest.mark.parametrize("page", ["list", "change"])
def test_who_ordered_is_hidden_without_the_permission(reader, owned, page):
    text = reader.get(ORDERS if page == "list" else change(owned)).text
    assert "z•••@d•••.example" in text
    assert [word for word in (*PERSONAL, "account@demo.example") if word in text] == []


def test_who_ordered_is_shown_with_the_permission(staff_client, owned):
    assert "zoe@demo.example" in staff_client.get(ORDERS).text
    page = staff_client.get(change(owned))
    assert [word for word in (*PERSONAL, "account@demo.example") if word not in page.text] == []


def test_addresses_are_written_as_on_a_letter(staff_client, owned):
    page = staff_client.get(change(owned), headers={"accept-language": "en"})
    letter = "Zoé Démo\n1 rue des Essais\n75011 Paris\nFrance\n01 23 45 67 89"
    shown = re.findall(r'<p class="letter"><b>(.*?)</b>\n(.*?)</p>', page.text, re.DOTALL)
    assert shown == [("delivery address", letter), ("billing address", letter)]


@pytest.mark.parametrize(
    "query", ["email__startswith=z", "email=zoe@demo.example", "user__email=a", "user=1"]
)
def test_who_ordered_cannot_be_guessed_through_the_list(reader, owned, query):
    assert reader.get(f"{ORDERS}?{query}").status_code == 400


@pytest.mark.parametrize("query", ["addresses__name__startswith=Z", "tokens__digest=a"])
def test_addresses_and_secrets_are_nobodys_filter(staff_client, owned, query):
    assert staff_client.get(f"{ORDERS}?{query}").status_code == 400


@pytest.mark.parametrize(
    ("text", "found"),
    [("ZOE@demo.example", 1), ("zoe@demo", 0), ("K7M-", 1), ("CUP-0", 1), ("42QX", 0)],
)
def test_an_order_is_found(staff_client, owned, text, found):
    assert staff_client.get(ORDERS, {"q": text}).context["cl"].result_count == found


def test_an_order_is_found_by_its_address_only_with_the_permission(reader, owned):
    page = reader.get(ORDERS, {"q": "zoe@demo.example"})
    assert page.context["cl"].result_count == 0


def test_opening_who_ordered_is_logged(staff_client, staff, owned, logged):
    staff_client.get(change(owned))
    assert logged == [{"model": "order", "pk": str(owned.pk), "by": staff.pk}]


def test_opening_an_order_without_who_ordered_is_not_logged(reader, owned, logged):
    reader.get(change(owned))
    assert logged == []


def test_amounts_of_a_frozen_order(staff_client, owned):
    Order.objects.filter(pk=owned.pk).update(**FROZEN)
    page = staff_client.get(change(owned), headers={"accept-language": "en"})
    names = ("items", "off", "code", "postage", "total_if_frozen", "taxes_in_words", "method")
    assert [cell(page, name) for name in names] == [
        "€25.80", "€2.58", "SPRING", "€4.90", "€28.12", "20%: €4.69", "By post",
    ]  # fmt: skip


def test_an_order_without_tax_says_why_and_whose_number_it_bears(staff_client, owned):
    exempt = {"exemption": "reverse_charge", "relief": 469, "total": 2343}
    untaxed = {"vat_number": "DE136695976", "tax_rows": [[0, 2343, 0]]}
    Order.objects.filter(pk=owned.pk).update(**{**FROZEN, **exempt, **untaxed})
    page = staff_client.get(change(owned), headers={"accept-language": "en"})
    names = ("vat_number", "exemption", "untaxed", "total_if_frozen", "taxes_in_words")
    assert [cell(page, name) for name in names] == [
        "DE136695976", "reverse charge", "€4.69", "€23.43", "0%: €0.00",
    ]  # fmt: skip


def test_a_number_is_hidden_without_the_permission(reader, owned):
    Order.objects.filter(pk=owned.pk).update(vat_number="DE136695976")
    assert "DE136695976" not in reader.get(change(owned)).text
    assert reader.get(f"{ORDERS}?vat_number__startswith=DE").status_code == 400


def test_an_order_that_is_not_frozen_has_no_total_yet(staff_client, owned):
    page = staff_client.get(change(owned))
    assert cell(page, "total_if_frozen") == "–"
    assert "field-items" not in page.text
    row = staff_client.get(ORDERS).text
    assert '<td class="field-total_if_frozen">–</td>' in row


def test_the_page_leads_to_cart_payment_and_messages(staff_client, owned):
    told = message(about=f"order:{owned.reference}")
    page = staff_client.get(change(owned)).text
    assert f"/admin/cart/cart/{owned.cart_id}/change/" in page
    assert f"/admin/checkout/payment/{owned.payments.get().pk}/change/" in page
    url = f"/admin/messaging/message/?q={owned.reference}"
    assert f'href="{url}"' in page
    assert list(staff_client.get(url).context["cl"].result_list) == [told]


def test_messages_are_not_linked_for_who_may_not_read_them(reader, owned):
    assert "/admin/messaging/message/" not in reader.get(change(owned)).text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("country=FR", 1), ("country=BE", 0), ("language=en", 1), ("language=fr", 0),
        ("state__exact=initiated", 1), ("state__exact=paid", 0), ("reached__exact=2", 1),
        ("wants_reminders__exact=1", 0),
    ],
)  # fmt: skip
def test_filters(staff_client, owned, query, found):
    assert staff_client.get(f"{ORDERS}?{query}").context["cl"].result_count == found


@pytest.mark.parametrize("verb", ["add/", "{pk}/change/", "{pk}/delete/"])
def test_an_order_is_neither_written_nor_deleted_here(staff_client, owned, verb):
    answer = staff_client.post(ORDERS + verb.format(pk=owned.pk), {"post": "yes", "email": "x"})
    assert answer.status_code == 403
    assert Order.objects.get().email == "zoe@demo.example"


def paid(**amounts):
    """Return a paid order. ``total`` is another thing to the maker of rows, hence the update."""
    made = order(state="paid", placed_at=NOON)
    Order.objects.filter(pk=made.pk).update(**{**FROZEN, **amounts})
    total = amounts.get("total", FROZEN["total"])
    payment_of(made, state="succeeded", error="", amount=total, events=0)
    return made


def cancelled(client, row):
    """Return what the page that asks says, and the page after the yes."""
    address, english = f"{ORDERS}{row.pk}/cancel/", {"accept-language": "en"}
    asked = client.get(address, headers=english)
    answer = client.post(address, follow=True, headers=english)
    return [" ".join(visible_texts(page.text)) for page in (asked, answer)]


def test_cancelling_asks_first_and_says_what_is_left_to_do_by_hand(
    staff_client, staff, by_hand_bank
):
    row = paid()
    asked, answer = cancelled(staff_client, row)
    assert "€28.12 is then yours to give back by hand." in asked
    assert "Please give €28.12 back by hand, then mark the refund as sent." in answer
    assert Order.objects.get(pk=row.pk).state == "cancelled"
    refund = Refund.objects.get()
    assert (refund.amount, refund.state, refund.by) == (2812, "by_hand", staff)
    assert "cannot be cancelled any more" in cancelled(staff_client, row)[1]


def test_cancelling_gives_the_money_back_where_the_bank_can_be_told(staff_client, refunding_bank):
    row = paid()
    Payment.objects.filter(order=row, state="succeeded").update(refunded=12)
    asked, answer = cancelled(staff_client, row)
    assert "€28.00 goes back by itself: the bank is told at once." in asked
    assert "Cancelled. €28.00 is on its way back." in answer


def test_cancelling_what_cost_nothing_speaks_of_no_money(staff_client):
    asked, answer = cancelled(staff_client, paid(discount=2580, delivery=0, total=0, tax_rows=[]))
    assert "Nothing has to be given back." in asked
    assert "Cancelled. Nothing had to be given back." in answer


def test_the_page_adds_up_what_was_paid_and_given_back(staff_client):
    row = paid()
    payment = Payment.objects.get(order=row, state="succeeded")
    for state, amount in (("succeeded", 1000), ("due", 200), ("failed", 500)):
        Refund.objects.create(payment=payment, amount=amount, state=state, reason="staff")
    Payment.objects.filter(pk=payment.pk).update(refunded=1200)
    page = staff_client.get(change(row), headers={"accept-language": "en"}).text
    sums = re.search(
        r'<section class="module" data-testid="money">(.*?)</section>', page, re.DOTALL
    )
    assert visible_texts(sums[1]) == [
        "Money", "Paid", "€28.12", "Given back", "€10.00", "On its way back", "€2.00",
        "Left", "€16.12", "Give money back",
    ]  # fmt: skip
    assert f"/admin/checkout/payment/{payment.pk}/refund/" in sums[1]


def test_an_order_that_was_never_paid_has_no_sums(staff_client, owned):
    assert 'data-testid="money"' not in staff_client.get(change(owned)).text


def test_whoever_may_only_read_orders_cancels_none(reader):
    row = paid()
    address = f"{ORDERS}{row.pk}/cancel/"
    assert [reader.get(address).status_code, reader.post(address).status_code] == [403, 403]
    assert Order.objects.get(pk=row.pk).state == "paid"
