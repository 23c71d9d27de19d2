import pytest
from django.contrib.auth.models import Group, Permission

from checkout.models import CreditNote
from tests.admin_rows import credit_note, invoice, make
from tests.conftest import NOON
from tests.factories import UserFactory
from tests.visible_text import visible_texts

pytestmark = [pytest.mark.usefixtures("content_types"), pytest.mark.django_db]

NOTES = "/admin/checkout/creditnote/"
ENGLISH = {"accept-language": "en"}


def change(row):
    return f"{NOTES}{row.pk}/change/"


def sheet(row):
    return f"{NOTES}{row.pk}/sheet/"


def order_page(order):
    return f"/admin/checkout/order/{order.pk}/change/"


def member(client, *names, role=""):
    user = UserFactory(is_staff=True)
    user.user_permissions.add(*Permission.objects.filter(codename__in=names))
    user.groups.add(*Group.objects.filter(name=role))
    client.force_login(user)
    return user


@pytest.mark.parametrize("total", [1, 30])
def test_list_makes_the_same_queries_for_any_number(staff_client, total, django_assert_num_queries):
    make(CreditNote, total)
    with django_assert_num_queries(4):
        staff_client.get(NOTES)


@pytest.mark.parametrize("total", [1, 30])
def test_sheet_makes_the_same_queries_for_any_number(client, total, django_assert_num_queries):
    member(client, role="customer care")
    row = credit_note(0, total)
    with django_assert_num_queries(5):
        assert client.get(sheet(row)).status_code == 200


def test_the_list_says_numbers_order_and_amount_and_nobodys_name(staff_client):
    row = credit_note(withdrawn_at=NOON)
    texts = visible_texts(staff_client.get(NOTES, headers=ENGLISH).text)
    shown = (row.number, row.invoice.number, row.invoice.order.reference, "€10.00")
    assert [text for text in shown if text not in texts] == []
    assert any(text.startswith("March 4, 2026") for text in texts)
    assert "Zoé Démo" not in " ".join(texts)


@pytest.mark.parametrize(
    ("text", "found"), [("A2026-0", 1), ("F2026-000001", 1), ("K7M-", 1), ("000001", 0), ("Zoé", 0)]
)
def test_a_credit_note_is_found(staff_client, text, found):
    credit_note()
    assert staff_client.get(NOTES, {"q": text}).context["cl"].result_count == found


def test_its_page_says_what_it_corrects_and_by_how_much(staff_client):
    row = credit_note()
    page = staff_client.get(change(row), headers=ENGLISH)
    assert f"/admin/checkout/invoice/{row.invoice_id}/change/" in page.text
    assert f"/admin/checkout/refund/{row.refund_id}/change/" in page.text
    assert "20%: €1.67" in page.text


def test_customer_care_opens_the_sheet_and_that_is_logged(client, monkeypatch):
    seen = []
    monkeypatch.setattr("shop.core.admin.log.info", lambda *_, **facts: seen.append(facts))
    user, row = member(client, role="customer care"), credit_note()
    page = client.get(order_page(row.invoice.order)).text
    assert f'href="{change(row)}"' in page
    assert f'href="{sheet(row)}"' in client.get(change(row)).text
    del seen[:]
    shown = client.get(sheet(row), headers=ENGLISH)
    assert shown.status_code == 200
    assert "Zoé Démo<br>Paris" in shown.text
    assert 'data-testid="cart' not in shown.text
    assert f'href="{order_page(row.invoice.order)}"' in shown.text
    assert seen == [{"model": "creditnote", "pk": row.pk, "by": user.pk}]


def test_the_order_says_which_was_withdrawn(staff_client):
    row = credit_note(withdrawn_at=NOON)
    page = staff_client.get(order_page(row.invoice.order), headers=ENGLISH)
    assert f"{row.number} (withdrawn)</a>" in page.text


def test_whoever_may_not_see_names_has_the_list_only(client):
    member(client, "view_order", "view_orderline", "view_creditnote")
    row = credit_note()
    for address in (NOTES, change(row), order_page(row.invoice.order)):
        page = client.get(address)
        assert (page.status_code, row.number in page.text) == (200, True)
        assert "Zoé Démo" not in page.text
        assert sheet(row) not in page.text
    assert client.get(sheet(row)).status_code == 403


def test_invoices_and_names_without_credit_notes_open_none(client):
    member(client, "view_order", "view_personal_data", "view_invoice")
    row = credit_note()
    assert [client.get(address(row)).status_code for address in (change, sheet)] == [403, 403]
    assert row.number not in client.get(order_page(row.invoice.order)).text


def test_an_order_without_one_links_none(staff_client):
    assert 'data-testid="credit-note"' not in staff_client.get(order_page(invoice().order)).text


@pytest.mark.parametrize("query", ["invoice__buyer__startswith=Z", "invoice__buyer__address=Z"])
def test_names_are_nobodys_filter(staff_client, query):
    assert staff_client.get(f"{NOTES}?{query}").status_code == 400


@pytest.mark.parametrize("verb", ["add/", "{pk}/change/", "{pk}/delete/"])
def test_a_credit_note_is_neither_written_nor_deleted(staff_client, verb):
    row = credit_note()
    answer = staff_client.post(NOTES + verb.format(pk=row.pk), {"post": "yes", "number": "x"})
    assert answer.status_code == 403
    assert CreditNote.objects.get().number == "A2026-000001"
