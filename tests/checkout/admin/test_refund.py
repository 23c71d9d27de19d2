"""Refunds that are for staff to see to."""

import pytest
from django.contrib.admin.models import LogEntry

from checkout.models import Order, Refund
from shop.core.messaging.models import Message
from tests.admin_rows import make, refund
from tests.conftest import NOON
from tests.visible_text import visible_texts

pytestmark = [
    pytest.mark.usefixtures("content_types"),
    pytest.mark.django_db,
]

REFUNDS = "/admin/checkout/refund/"
ENGLISH = {"accept-language": "en"}


def done(client, row):
    return client.post(f"{REFUNDS}{row.pk}/done/", follow=True, headers=ENGLISH)


@pytest.mark.parametrize("total", [1, 30])
def test_list_makes_the_same_queries_for_any_number(staff_client, total, django_assert_num_queries):
    make(Refund, total)
    with django_assert_num_queries(4):
        staff_client.get(REFUNDS)


def test_what_staff_have_sent_is_marked_so(staff_client, staff):
    row = refund(amount=3070)
    Order.objects.update(state="paid", placed_at=NOON)
    change = staff_client.get(f"{REFUNDS}{row.pk}/change/").text
    assert f"{REFUNDS}{row.pk}/done/" in change
    asked = staff_client.get(f"{REFUNDS}{row.pk}/done/", headers=ENGLISH)
    assert "You have sent €30.70 for order" in " ".join(visible_texts(asked.text))
    assert Refund.objects.get().state == "by_hand"
    assert "Marked as sent. The shopper is told." in done(staff_client, row).text
    assert Refund.objects.get().state == "succeeded"
    assert Order.objects.get().state == "refunded"
    assert Message.objects.filter(kind="order.refunded").count() == 1
    assert LogEntry.objects.values_list("user", "object_id").get() == (staff.pk, str(row.pk))
    assert "is not yours to send any more" in done(staff_client, row).text
    assert Message.objects.filter(kind="order.refunded").count() == 1


@pytest.mark.parametrize("state", ["due", "sending", "pending", "succeeded", "failed"])
def test_what_is_not_theirs_to_send_is_not_marked(staff_client, state):
    row = refund(state=state)
    assert "/done/" not in staff_client.get(f"{REFUNDS}{row.pk}/change/").text
    assert "is not yours to send any more" in done(staff_client, row).text
    assert Refund.objects.get().state == state


def test_whoever_may_only_read_marks_nothing(reader):
    row = refund()
    assert "/done/" not in reader.get(f"{REFUNDS}{row.pk}/change/").text
    assert done(reader, row).status_code == 403
    assert reader.get(f"{REFUNDS}{row.pk}/done/").status_code == 403
    assert Refund.objects.get().state == "by_hand"


def test_a_refused_one_leads_to_giving_it_back_again(staff_client):
    row = refund(state="failed", error="account closed")
    page = staff_client.get(f"{REFUNDS}{row.pk}/change/").text
    assert f"/admin/checkout/payment/{row.payment_id}/refund/" in page
    assert "account closed" in page


@pytest.mark.parametrize(("look", "state"), [("by_hand", "by_hand"), ("refused", "failed")])
def test_what_needs_a_look_is_one_click_away(staff_client, look, state):
    rows = {each: refund(state=each) for each in ("by_hand", "failed", "succeeded")}
    shown = staff_client.get(REFUNDS, {"look": look}).context["cl"].result_list
    assert list(shown) == [rows[state]]


@pytest.mark.parametrize("verb", ["add/", "{pk}/change/", "{pk}/delete/"])
def test_a_refund_is_neither_written_nor_deleted_here(staff_client, verb):
    row = refund()
    answer = staff_client.post(REFUNDS + verb.format(pk=row.pk), {"post": "yes"})
    assert answer.status_code == 403
    assert Refund.objects.filter(pk=row.pk, state="by_hand").exists()
