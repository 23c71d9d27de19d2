from datetime import timedelta

import pytest

from checkout.gateways.interface import Outcome, Report, Unreachable
from checkout.gateways.testbank import gateway as testbank
from checkout.models import Payment, PaymentEvent, Refund
from shop.core import clock
from tests.admin_rows import make, order, payment, payment_of, refund
from tests.factories import DeliveryMethodFactory, UserFactory
from tests.orders import at_bank, pay, ready_order
from tests.visible_text import visible_texts

pytestmark = [
    pytest.mark.usefixtures("content_types"),
    pytest.mark.django_db,
]

PAYMENTS = "/admin/checkout/payment/"
ENGLISH = {"accept-language": "en"}


@pytest.mark.parametrize("total", [1, 30])
def test_list_makes_the_same_queries_for_any_number(staff_client, total, django_assert_num_queries):
    make(Payment, total)
    Payment.objects.update(doubt="silent")
    with django_assert_num_queries(5):
        staff_client.get(PAYMENTS)


@pytest.mark.parametrize("total", [1, 30])
def test_page_makes_the_same_queries_for_any_number(staff_client, total, django_assert_num_queries):
    row = payment(0, total, state="succeeded", error="")
    for _ in range(total):
        Refund.objects.create(payment=row, amount=1, reason="staff")
    with django_assert_num_queries(5):
        staff_client.get(f"{PAYMENTS}{row.pk}/change/")


def test_a_row_says_how_much_and_why_not(staff_client):
    row = payment()
    page = staff_client.get(PAYMENTS, headers={"accept-language": "en"}).text
    for text in (row.order.reference, "Test bank", "€30.70", "failed", "not enough money"):
        assert f">{text}<" in page


def test_a_gateway_that_is_gone_is_told_by_its_code(staff_client, settings):
    settings.GATEWAYS = []
    payment()
    assert ">testbank<" in staff_client.get(PAYMENTS).text


def test_money_that_came_too_late_is_one_click_away(staff_client):
    owner = order()
    late = payment_of(owner, state="late", error="", events=0)
    payment_of(owner, state="pending", error="", events=0)
    shown = staff_client.get(PAYMENTS, {"look": "late"}).context["cl"].result_list
    assert list(shown) == [late]


@pytest.mark.parametrize("text", ["K7M-42QX", "ref"])
def test_a_payment_is_found(staff_client, text):
    row = payment_of(order(), events=0)
    query = {"q": str(row.ref) if text == "ref" else text}
    found = staff_client.get(PAYMENTS, query).context["cl"].result_list
    assert row in found


def test_who_pays_cannot_be_guessed_through_the_list(reader):
    payment()
    assert reader.get(f"{PAYMENTS}?order__email__startswith=z").status_code == 400
    page = reader.get(f"{PAYMENTS}{Payment.objects.first().pk}/change/").text
    assert "@demo.example" not in page


@pytest.mark.parametrize("verb", ["add/", "{pk}/change/", "{pk}/delete/"])
def test_a_payment_is_neither_written_nor_deleted_here(staff_client, verb):
    row = payment()
    answer = staff_client.post(PAYMENTS + verb.format(pk=row.pk), {"post": "yes"})
    assert answer.status_code == 403
    assert Payment.objects.filter(pk=row.pk, state="failed").exists()


def old(owner, **fields):
    now = clock.now()
    dates = {"created_at": now - timedelta(hours=25), "ask_at": now}
    return payment_of(owner, state="pending", error="", **dates, **fields)


def ask(client, row):
    answer = client.post(f"{PAYMENTS}{row.pk}/ask/", follow=True, headers=ENGLISH)
    return [str(message) for message in answer.context["messages"]]


def test_what_is_unclear_comes_first(staff_client):
    doubtful = payment_of(order(), state="pending", error="", doubt="other_amount")
    forgotten = old(order())
    waits = old(order(waits_until=clock.now()))
    page = staff_client.get(PAYMENTS, headers=ENGLISH)
    assert [row for row, _why in page.context["unclear"]] == [forgotten, doubtful]
    assert "the bank speaks of another amount" in page.text
    assert "open for more than a day" in page.text
    shown = staff_client.get(PAYMENTS, {"look": "unclear"}).context["cl"].result_list
    assert list(shown) == [doubtful, forgotten]
    assert waits not in shown


def test_refunds_that_need_a_look_lead_to_their_payments(staff_client):
    by_hand, failed = refund(), refund(state="failed")
    for look, row in (("by_hand", by_hand), ("refused", failed)):
        shown = staff_client.get(PAYMENTS, {"look": look}).context["cl"].result_list
        assert list(shown) == [row.payment]


@pytest.mark.parametrize(
    ("doubt", "cure"),
    [
        ("silent", "The shop goes on asking by itself"),
        ("other_amount", "give back there what was taken"),
        ("other_plan", "other instalments than the shopper chose"),
        ("unknown_gateway", "GATEWAYS names this way to pay no longer"),
    ],
)
def test_a_doubt_says_what_can_be_done_about_it(staff_client, doubt, cure):
    row = payment(state="pending", error="", doubt=doubt)
    page = staff_client.get(f"{PAYMENTS}{row.pk}/change/", headers=ENGLISH)
    assert cure in " ".join(visible_texts(page.text))


def test_the_page_has_the_whole_story(staff_client, staff):
    row = refund(by=staff, error="account closed").payment
    PaymentEvent.objects.create(
        payment=row, event_id="evt_1", from_state="pending", to_state="succeeded", by="sweep"
    )
    page = staff_client.get(f"{PAYMENTS}{row.pk}/change/", headers=ENGLISH).text
    for text in ("evt_1", "the shop by itself", "€10.00", "account closed", "staff decided so"):
        assert text in page


def test_the_bank_is_asked_at_once(staff_client, variant):
    payment = pay(ready_order({variant: 1}, method=DeliveryMethodFactory()))
    at_bank(payment)
    assert ask(staff_client, payment) == ["The bank has answered. The payment stands so: paid."]
    payment.refresh_from_db()
    assert (payment.state, payment.order.state) == ("succeeded", "paid")


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (Unreachable(), "The bank does not answer. The shop goes on asking by itself."),
        (
            Report(outcome=Outcome.SUCCEEDED, amount=1, currency="EUR"),
            "The bank has answered, and what it says does not fit the order.",
        ),
    ],
)
def test_what_the_bank_says_is_told(staff_client, monkeypatch, answer, words):
    def fetch(_payment):
        if isinstance(answer, Exception):
            raise answer
        return answer

    monkeypatch.setattr(testbank, "fetch", fetch)
    row = payment(state="pending", error="")
    assert ask(staff_client, row) == [words]
    assert Payment.objects.get(pk=row.pk).state == "pending"


def test_a_bank_that_is_gone_cannot_be_asked(staff_client, settings):
    settings.GATEWAYS = []
    row = payment(state="pending", error="")
    assert ask(staff_client, row) == ["This way to pay is in use no longer: nobody can be asked."]


def test_looking_asks_nobody(staff_client, monkeypatch):
    monkeypatch.delattr(testbank, "fetch")
    row = payment(state="pending", error="")
    answer = staff_client.get(f"{PAYMENTS}{row.pk}/ask/")
    assert answer.headers["location"] == f"{PAYMENTS}{row.pk}/change/"


def test_whoever_may_not_see_payments_asks_nobody(client, monkeypatch):
    monkeypatch.delattr(testbank, "fetch")
    client.force_login(UserFactory(is_staff=True))
    row = payment(state="pending", error="")
    assert client.post(f"{PAYMENTS}{row.pk}/ask/").status_code == 403
