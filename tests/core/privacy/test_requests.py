"""Staff erase and export a person, by permission, and it is written down (P5, P6)."""

import json

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from checkout.models import Order
from shop.core.messaging.models import Person
from shop.core.privacy.models import Erasure
from tests.factories import UserFactory
from tests.shopper import text_of

pytestmark = pytest.mark.django_db
EN = {"headers": {"accept-language": "en"}}


@pytest.fixture
def left(street):
    """The order of somebody who has left it."""
    return street.leave("payment")


def url(page, person):
    return reverse(f"admin:messaging_person_{page}", args=[person.pk])


def test_a_person_is_erased_after_a_page_that_says_what_goes(staff_client, staff, left):
    UserFactory(email="ZOE@demo.example")
    asked = text_of(staff_client.get(url("erase", left.person), **EN))
    assert "1 account under an address of theirs is deleted" in asked
    assert Order.objects.exists()
    page = staff_client.post(url("erase", left.person), follow=True, **EN)
    row = Erasure.objects.get()
    assert page.redirect_chain == [(reverse("admin:privacy_erasure_change", args=[row.pk]), 302)]
    assert "Started orders (1)" in text_of(page)
    assert (row.by, row.person, Order.objects.count()) == (f"staff:{staff.pk}", left.person, 0)
    log = LogEntry.objects.get()
    assert (log.object_repr, log.change_message) == (str(left.person), "Erased.")


def test_a_payment_under_way_is_said_and_nothing_is_erased(staff_client, street, left):
    street.start_to_pay(left)
    assert "A payment is under way." in text_of(staff_client.get(url("erase", left.person), **EN))
    page = staff_client.post(url("erase", left.person), follow=True, **EN)
    assert page.redirect_chain == [(url("erase", left.person), 302)]
    assert (Order.objects.count(), Erasure.objects.count()) == (1, 0)


def test_an_export_is_a_file_and_is_written_down(staff_client, left, caplog):
    page = staff_client.post(url("export", left.person), **EN)
    assert page["Content-Disposition"] == 'attachment; filename="data.json"'
    assert page["Cache-Control"].startswith("no-store")
    parts = {part["what"]: part["rows"] for part in json.loads(page.content)["kept"]}
    assert [order["number"] for order in parts["Started orders"]] == [left.reference]
    assert LogEntry.objects.get().change_message == "What is kept was exported."
    assert any("personal_data_exported" in record.getMessage() for record in caplog.records)
    assert staff_client.get(url("export", left.person)).status_code == 405


@pytest.mark.parametrize("page", ["erase", "export"])
def test_whoever_lacks_the_permission_may_not(client, page):
    client.force_login(UserFactory(is_staff=True))
    person = Person.objects.create()
    assert client.post(url(page, person)).status_code == 403
    assert (Erasure.objects.count(), LogEntry.objects.count()) == (0, 0)


def test_a_person_is_found_by_an_address_only_by_who_may_erase_or_export(
    staff_client, client, left
):
    people = reverse("admin:messaging_person_changelist")
    found = staff_client.get(people, {"q": "Zoe@demo.example"}, **EN).context["cl"].result_list
    assert list(found) == [left.person]
    unknown = staff_client.get(people, {"q": "max@demo.example"}, **EN).context["cl"]
    assert unknown.result_count == 0


def test_the_page_of_a_person_offers_both(staff_client, left):
    page = staff_client.get(url("change", left.person), **EN).text
    assert url("erase", left.person) in page
    assert url("export", left.person) in page
