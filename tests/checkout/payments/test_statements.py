"""Two lists of money that moved, and what they do not agree on."""

from dataclasses import replace
from datetime import timedelta

import pytest

from checkout.gateways.interface import Capability, Entry, Unreachable
from checkout.gateways.testbank import gateway as testbank
from checkout.models import Refund
from checkout.payments.statements import Differences, books, compare, movements
from tests.admin_rows import order, payment_of
from tests.conftest import NOON

START = NOON.replace(hour=0)
END = START + timedelta(days=1)
MINUTE = timedelta(minutes=1)
HERE = Entry(
    ref="11111111-2222-3333-4444-555555555555",
    bank_ref="pi_1",
    amount=3070,
    currency="EUR",
    at=NOON,
)
THERE = replace(HERE, ref=HERE.ref.replace("-", ""), at=NOON + MINUTE)
BACK = replace(HERE, ref="refund", bank_ref="re_1", amount=-1000)


def differs(ours, theirs):
    return compare(ours, theirs, start=START, end=END)


def test_lists_that_agree_whatever_their_order():
    assert not differs([HERE, BACK], [BACK, THERE])
    assert not differs([], [])


def test_what_one_of_them_lacks():
    assert differs([HERE], [BACK]) == Differences(only_there=(BACK,), only_here=(HERE,))


@pytest.mark.parametrize("other", [{"amount": 3071}, {"currency": "USD"}])
def test_another_amount(other):
    theirs = replace(THERE, **other)
    assert differs([HERE], [theirs]) == Differences(other_amount=((HERE, theirs),))


def test_what_the_bank_knows_by_its_own_name_alone():
    assert not differs([HERE], [replace(THERE, ref="")])
    unknown = replace(THERE, ref="", bank_ref="pi_2")
    assert differs([HERE], [unknown]).only_there == (unknown,)


def test_several_entries_of_one_name_are_added_up():
    assert not differs([HERE], [replace(THERE, amount=1070), replace(THERE, amount=2000)])


def test_midnight_on_one_side_makes_no_difference():
    last_night = replace(THERE, at=START - MINUTE)
    assert not differs([HERE], [last_night])
    assert not differs([replace(HERE, at=END)], [THERE])


def test_other_days_are_other_days():
    yesterday, tomorrow = replace(HERE, at=START - MINUTE), replace(BACK, at=END)
    assert not differs([yesterday], [tomorrow])
    assert differs([yesterday], [replace(THERE, at=START - MINUTE, amount=1)]) == Differences()


@pytest.fixture
def moved(db, clock, settings):
    """A payment of 30.70, one that came too late, ten that were given back, and what moved nothing."""
    settings.GATEWAYS = ["testbank"]
    paid, late = (
        payment_of(order(), state=state, error="", events=0, settled_at=NOON + n * MINUTE)
        for n, state in enumerate(["succeeded", "late"])
    )
    payment_of(order(), state="succeeded", error="", amount=0, events=0, settled_at=NOON)
    payment_of(order(), settled_at=NOON, events=0)
    done = {"payment": paid, "amount": 1000, "reason": "staff", "settled_at": NOON + 2 * MINUTE}
    back = Refund.objects.create(state="succeeded", **done)
    Refund.objects.create(state="failed", **done)
    payment_of(order(), state="succeeded", error="", events=0, settled_at=END)
    return paid, late, back


def test_movements_of_a_day(moved, django_assert_num_queries):
    with django_assert_num_queries(2):
        found = movements(START, END)
    paid, late, back = moved
    assert [(each.entry.ref, each.entry.amount, each.order, each.payment_id) for each in found] == [
        (str(paid.ref), 3070, paid.order.reference, paid.pk),
        (str(late.ref), 3070, late.order.reference, late.pk),
        (str(back.ref), -1000, paid.order.reference, paid.pk),
    ]


def test_the_book_of_a_bank_without_statements(moved, monkeypatch):
    monkeypatch.setattr(testbank, "CAPABILITIES", frozenset())
    (book,) = books(START, END)
    assert (book.gateway, book.taken, book.given_back, book.net) == ("testbank", 6140, 1000, 5140)
    assert (book.differences, book.is_silent) == (None, False)


def test_a_bank_is_asked_for_a_day_more_on_both_sides(moved, monkeypatch):
    asked = []

    def statement(start, end):
        asked.append((start, end))
        return [each.entry for each in movements(start, end)]

    with_statement(monkeypatch, statement)
    (book,) = books(START, END)
    assert book.differences == Differences()
    assert asked == [(START - timedelta(days=1), END + timedelta(days=1))]


def test_a_bank_that_does_not_answer_keeps_no_book_from_being_shown(moved, monkeypatch):
    def statement(start, end):
        raise Unreachable
        yield

    with_statement(monkeypatch, statement)
    (book,) = books(START, END)
    assert (book.net, book.differences, book.is_silent) == (5140, None, True)


def test_a_gateway_that_is_gone_still_has_its_book(moved, settings):
    settings.GATEWAYS = []
    (book,) = books(START, END)
    assert (book.gateway, book.net, book.differences) == ("testbank", 5140, None)


def with_statement(monkeypatch, statement):
    monkeypatch.setattr(testbank, "CAPABILITIES", frozenset({Capability.STATEMENT}))
    monkeypatch.setattr(testbank, "statement", statement, raising=False)
