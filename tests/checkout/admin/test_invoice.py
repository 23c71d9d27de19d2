import pytest
from django.contrib.auth.models import Group, Permission

from checkout.models import Invoice
from tests.admin_rows import invoice, make, order
from tests.factories import UserFactory
from tests.visible_text import visible_texts

pytestmark = [pytest.mark.usefixtures("content_types"), pytest.mark.django_db]

INVOICES = "/admin/checkout/invoice/"
ENGLISH = {"accept-language": "en"}


def change(row):
    return f"{INVOICES}{row.pk}/change/"


def sheet(row):
    return f"{INVOICES}{row.pk}/sheet/"


def colleague(role, client):
    user = UserFactory(is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    client.force_login(user)
    return user


@pytest.fixture
def bookkeeper(client, db):
    """Staff who may read orders and invoices, not whose they are."""
    user = UserFactory(is_staff=True)
    names = ["view_order", "view_orderline", "view_invoice"]
    user.user_permissions.add(*Permission.objects.filter(codename__in=names))
    client.force_login(user)
    return client


@pytest.mark.parametrize("total", [1, 30])
def test_list_makes_the_same_queries_for_any_number(staff_client, total, django_assert_num_queries):
    make(Invoice, total)
    with django_assert_num_queries(4):
        staff_client.get(INVOICES)


@pytest.mark.parametrize("total", [1, 30])
def test_sheet_makes_the_same_queries_for_any_number(client, total, django_assert_num_queries):
    colleague("customer care", client)
    row = invoice(0, total)
    with django_assert_num_queries(6):
        assert client.get(sheet(row)).status_code == 200


def test_the_list_says_number_order_and_total_and_nobodys_name(staff_client):
    row = invoice()
    texts = visible_texts(staff_client.get(INVOICES, headers=ENGLISH).text)
    assert [text in texts for text in (row.number, row.order.reference, "€0.00")] == [True] * 3
    assert "Zoé Démo" not in " ".join(texts)


@pytest.mark.parametrize(
    ("text", "found"), [("F2026", 1), ("F2026-000001", 1), ("K7M-", 1), ("000001", 0), ("Zoé", 0)]
)
def test_an_invoice_is_found(staff_client, text, found):
    invoice()
    assert staff_client.get(INVOICES, {"q": text}).context["cl"].result_count == found


def test_customer_care_opens_the_sheet_and_that_is_logged(client, monkeypatch):
    seen = []
    monkeypatch.setattr("shop.core.admin.log.info", lambda *_, **facts: seen.append(facts))
    user, row = colleague("customer care", client), invoice()
    page = client.get(change(row.order).replace("invoice", "order")).text
    assert f'href="{change(row)}"' in page
    assert f'href="{sheet(row)}"' in client.get(change(row)).text
    del seen[:]
    shown = client.get(sheet(row), headers=ENGLISH)
    assert shown.status_code == 200
    assert "Zoé Démo<br>Paris" in shown.text
    assert 'data-testid="cart' not in shown.text
    assert f'href="/admin/checkout/order/{row.order_id}/change/"' in shown.text
    assert seen == [{"model": "invoice", "pk": row.pk, "by": user.pk}]


def test_whoever_may_not_see_names_has_the_list_only(bookkeeper):
    row = invoice()
    for address in (INVOICES, change(row), change(row.order).replace("invoice", "order")):
        page = bookkeeper.get(address)
        assert (page.status_code, row.number in page.text) == (200, True)
        assert "Zoé Démo" not in page.text
        assert sheet(row) not in page.text
    assert bookkeeper.get(sheet(row)).status_code == 403


def test_names_without_invoices_open_none(client):
    user = UserFactory(is_staff=True)
    names = ["view_order", "view_personal_data"]
    user.user_permissions.add(*Permission.objects.filter(codename__in=names))
    client.force_login(user)
    row = invoice()
    assert [client.get(address(row)).status_code for address in (change, sheet)] == [403, 403]
    assert row.number not in client.get(change(row.order).replace("invoice", "order")).text


def test_strangers_are_asked_to_sign_in(client):
    assert client.get(sheet(invoice())).status_code == 302


def test_an_order_without_an_invoice_links_none(staff_client):
    page = staff_client.get(change(order()).replace("invoice", "order"))
    assert 'data-testid="invoice"' not in page.text


@pytest.mark.parametrize("query", ["buyer__startswith=Z", "buyer__address__startswith=Z"])
def test_names_are_nobodys_filter(staff_client, query):
    assert staff_client.get(f"{INVOICES}?{query}").status_code == 400


@pytest.mark.parametrize("verb", ["add/", "{pk}/change/", "{pk}/delete/"])
def test_an_invoice_is_neither_written_nor_deleted(staff_client, verb):
    row = invoice()
    answer = staff_client.post(INVOICES + verb.format(pk=row.pk), {"post": "yes", "number": "x"})
    assert answer.status_code == 403
    assert Invoice.objects.get().number == "F2026-000001"
