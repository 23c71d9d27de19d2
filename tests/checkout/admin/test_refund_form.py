"""Giving money back: what is left, once, and by whom (M23)."""

import re

import pytest

from checkout.models import Payment, Refund
from tests.admin_rows import payment
from tests.visible_text import visible_texts

pytestmark = [
    pytest.mark.usefixtures("content_types"),
    pytest.mark.django_db,
]

ENGLISH = {"accept-language": "en"}


@pytest.fixture
def paid():
    """A payment of 30.70 that succeeded, of which ten were given back."""
    return payment(events=0, state="succeeded", error="", refunded=1000)


def page_of(row):
    return f"/admin/checkout/payment/{row.pk}/refund/"


def said(page):
    return " ".join(visible_texts(page.text))


def give(client, row, **sent):
    sent = {"amount": "20.70", "seen_refunded": 1000, **sent}
    return client.post(page_of(row), sent, follow=True, headers=ENGLISH)


def refunds():
    return list(Refund.objects.order_by("pk").values_list("amount", "state", "reason"))


def test_the_page_tells_what_was_given_back_and_offers_what_is_left(staff_client, paid):
    page = staff_client.get(page_of(paid), headers=ENGLISH)
    assert re.search(r'data-testid="paid">(.*?)<', page.text)[1] == "€30.70"
    assert re.search(r'data-testid="given-back">(.*?)<', page.text)[1] == "€10.00"
    assert re.search(r'data-testid="left">(.*?)<', page.text)[1] == "€20.70"
    assert re.search(r'name="amount" value="(.*?)"', page.text)[1] == "20.70"
    assert re.search(r'name="seen_refunded" value="(.*?)"', page.text)[1] == "1000"


def test_the_bank_is_told(staff_client, staff, paid, refunding_bank):
    answer = give(staff_client, paid, amount="5")
    assert "€5.00 is on its way back: the bank is told now." in said(answer)
    assert refunds() == [(500, "due", "staff")]
    assert Refund.objects.get().by == staff
    assert Payment.objects.get(pk=paid.pk).refunded == 1500


def test_two_presses_of_the_button_give_back_once(staff_client, paid, refunding_bank):
    give(staff_client, paid, amount="5")
    answer = give(staff_client, paid, amount="5")
    assert refunds() == [(500, "due", "staff")]
    words = said(answer)
    assert "€15.00 has been given back by now, €15.70 is left. Nothing more was sent." in words
    assert 'name="seen_refunded" value="1500"' in answer.text


def test_more_than_is_left_is_not_given(staff_client, paid):
    answer = give(staff_client, paid, amount="20.71")
    assert "No more than €20.70 can be given back. Nothing was sent." in said(answer)
    assert refunds() == []


@pytest.mark.parametrize("sent", [{"amount": "x"}, {"amount": ""}, {"seen_refunded": ""}])
def test_what_makes_no_sense_gives_nothing(staff_client, paid, sent):
    assert give(staff_client, paid, **sent).status_code == 200
    assert refunds() == []


def test_nothing_at_all_is_not_given(staff_client, paid):
    give(staff_client, paid, amount="0")
    assert refunds() == []


@pytest.mark.parametrize(
    ("refunded", "amount", "state"), [(0, "30.70", "due"), (0, "1", "by_hand")]
)
def test_a_bank_that_gives_all_or_nothing(staff_client, paid, whole_bank, refunded, amount, state):
    Payment.objects.filter(pk=paid.pk).update(refunded=refunded)
    assert "can only be told to give back all" in said(
        staff_client.get(page_of(paid), headers=ENGLISH)
    )
    give(staff_client, paid, amount=amount, seen_refunded=refunded)
    assert [state for _amount, state, _reason in refunds()] == [state]


def test_a_bank_that_cannot_be_told_leaves_it_to_staff(staff_client, paid, by_hand_bank):
    page = staff_client.get(page_of(paid), headers=ENGLISH)
    assert "it is yours to send by hand" in said(page)
    assert "is_by_hand" not in page.text  # there is no choice
    assert "Please send €20.70 by hand, then mark the refund as sent." in said(
        give(staff_client, paid)
    )


def test_staff_may_choose_to_send_it_themselves(staff_client, paid, refunding_bank):
    give(staff_client, paid, is_by_hand="on")
    assert refunds() == [(2070, "by_hand", "staff")]


def test_where_nothing_is_left_nothing_is_asked(staff_client, paid):
    Payment.objects.filter(pk=paid.pk).update(refunded=3070)
    page = staff_client.get(page_of(paid), headers=ENGLISH)
    assert "Nothing is left to give back." in said(page)
    assert 'name="amount"' not in page.text


def test_whoever_may_only_read_payments_gives_nothing_back(reader, paid):
    assert reader.get(page_of(paid)).status_code == 403
    assert give(reader, paid).status_code == 403
    assert refunds() == []
    change = reader.get(f"/admin/checkout/payment/{paid.pk}/change/").text
    assert page_of(paid) not in change


def test_there_is_no_such_payment(staff_client):
    assert staff_client.get("/admin/checkout/payment/0/refund/").status_code == 404
