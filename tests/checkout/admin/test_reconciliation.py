"""The money of a day, as staff see it."""

import csv
import io
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import Group

from checkout.gateways.interface import Capability, Entry, Unreachable
from checkout.gateways.testbank import gateway as testbank
from checkout.models import Refund
from checkout.payments.asking import ask_about
from checkout.payments.refunding import ask_refund, send_refunds
from shop.core import clock
from tests.admin_rows import order, payment_of
from tests.conftest import NOON
from tests.factories import DeliveryMethodFactory, UserFactory
from tests.orders import at_bank, pay, ready_order
from tests.visible_text import visible_texts

pytestmark = [
    pytest.mark.usefixtures("content_types", "clock"),
    pytest.mark.django_db,
]

PAGE = "/admin/checkout/payment/reconciliation/"
TODAY = {"day": "2026-03-04"}
ENGLISH = {"accept-language": "en"}


@pytest.fixture
def paid():
    return payment_of(
        order(), state="succeeded", error="", events=0, settled_at=NOON, bank_ref="=1+1"
    )


@pytest.fixture
def bank(monkeypatch):
    """The bank's own list, to be written by the test; None for a bank that is silent."""
    entries = []

    def statement(_start, _end):
        if None in entries:
            raise Unreachable
        return entries

    monkeypatch.setattr(testbank, "CAPABILITIES", frozenset({Capability.STATEMENT}))
    monkeypatch.setattr(testbank, "statement", statement, raising=False)
    return entries


def said(client, **query):
    return " ".join(visible_texts(client.get(PAGE, query, headers=ENGLISH).text))


def entry(row, amount, at=NOON):
    ref = row if isinstance(row, str) else row.ref.hex
    return Entry(ref=ref, bank_ref=f"b-{ref}", amount=amount, currency="EUR", at=at)


def test_what_was_taken_and_given_back(staff_client, paid, bank):
    payment_of(order(), state="pending", error="", doubt="silent", events=0)
    back = Refund.objects.create(
        payment=paid, amount=1000, reason="staff", state="succeeded", settled_at=NOON
    )
    bank += [entry(paid, 3070), entry(back, -1000)]
    assert "Test bank €30.70 €10.00 €20.70 2 1 agrees" in said(staff_client, **TODAY)


def test_the_test_banks_own_books_agree_with_the_shops(staff_client, variant):
    payment = pay(ready_order({variant: 1}, method=DeliveryMethodFactory()))
    at_bank(payment)
    ask_about(payment)
    payment.refresh_from_db()
    ask_refund(payment=payment, amount=500, seen_refunded=0)
    send_refunds(at=clock.now())
    page = said(staff_client, **TODAY)
    assert "€17.80 €5.00 €12.80 2 0 agrees" in page


def test_each_difference_is_named(staff_client, paid, bank):
    other = payment_of(order(), state="succeeded", error="", events=0, settled_at=NOON)
    failed = payment_of(order(), events=0, settled_at=NOON)
    bank += [entry(other, 3000), entry(failed, 3070), entry("nobody", 500)]
    words = said(staff_client, **TODAY)
    assert "differs" in words
    when = "Test bank 03/04/2026 1 p.m."
    stands = "At the bank, but not here on this day: here it stands as “failed, 03/04/2026 1 p.m.”."
    rows = (
        f"{failed.order.reference} {when} – €30.70 {stands}",
        f"– {when} – €5.00 At the bank, but not here: the shop does not know it.",
        f"{paid.order.reference} {when} €30.70 – Here, but not at the bank.",
        f"{other.order.reference} {when} €30.70 €30.00 The bank says another",
    )
    assert [row for row in rows if row not in words] == []


def test_a_bank_that_does_not_answer_is_told_with_all_the_rest(staff_client, paid, bank):
    bank.append(None)
    assert "Test bank €30.70 €0.00 €30.70 1 0 the bank did not answer" in said(
        staff_client, **TODAY
    )


def test_a_bank_without_statements(staff_client, paid, monkeypatch):
    monkeypatch.setattr(testbank, "CAPABILITIES", frozenset())
    assert "1 0 gives no statements" in said(staff_client, **TODAY)


def test_a_day_is_one_on_the_shops_clock(staff_client, bank):
    """Paris is an hour ahead in winter."""
    midnight = datetime(2026, 3, 3, 23, tzinfo=UTC)
    for at in (midnight - timedelta(minutes=1), midnight):
        row = payment_of(order(), state="succeeded", error="", events=0, settled_at=at)
        bank.append(entry(row, 3070, at))
    for day in ("2026-03-03", "2026-03-04"):
        assert "Test bank €30.70 €0.00 €30.70 1 0 agrees" in said(staff_client, day=day)


def test_the_usual_day_is_the_last_one_that_is_over(staff_client):
    page = staff_client.get(PAGE)
    assert str(page.context["day"]) == "2026-03-03"
    assert str(page.context["after"]) == "2026-03-04"
    assert staff_client.get(PAGE, TODAY).context["after"] is None


@pytest.mark.parametrize("day", ["x", "2026-03-05", "1999-12-31", "2026-02-30", "9" * 30])
def test_a_day_that_is_none(staff_client, day):
    page = staff_client.get(PAGE, {"day": day}, headers=ENGLISH)
    assert "There is no such day. This is yesterday." in page.text
    assert str(page.context["day"]) == "2026-03-03"


def table(client):
    page = client.get(PAGE, {**TODAY, "format": "csv"})
    assert page.headers["content-type"] == "text/csv; charset=utf-8"
    assert 'filename="money-2026-03-04.csv"' in page.headers["content-disposition"]
    return list(csv.reader(io.StringIO(page.content.decode("utf-8-sig"))))


def test_the_day_as_a_table(staff_client, paid, bank):
    bank.append(entry("nobody", 500))
    when = "2026-03-04T13:00:00+01:00"
    assert table(staff_client) == [
        ["time", "gateway", "order", "reference", "bank_reference", "currency", "here", "at_bank",
         "bank"],
        [when, "testbank", paid.order.reference, str(paid.ref), "'=1+1", "EUR", "30.70", "",
         "only_here"],
        [when, "testbank", "", "nobody", "b-nobody", "EUR", "", "5.00", "only_at_bank"],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("is_silent", "says"), [(True, ["", "silent"]), (False, ["30.70", "agrees"])]
)
def test_a_table_says_what_the_bank_says(staff_client, paid, bank, is_silent, says):
    bank.append(None if is_silent else entry(paid, 3070))
    assert [row[-2:] for row in table(staff_client)[1:]] == [says]


@pytest.mark.parametrize("total", [1, 30])
def test_page_makes_the_same_queries_for_any_number(
    staff_client, bank, total, django_assert_num_queries
):
    for _ in range(total):
        payment_of(order(), state="succeeded", error="", events=0, settled_at=NOON)
    with django_assert_num_queries(7):
        staff_client.get(PAGE, TODAY)


@pytest.mark.parametrize(
    ("role", "status"), [("customer care", 200), ("owner", 200), ("marketing", 403)]
)
def test_who_may_see_it(client, bank, role, status):
    colleague = UserFactory(is_staff=True)
    colleague.groups.add(Group.objects.get(name=role))
    client.force_login(colleague)
    assert client.get(PAGE).status_code == status
