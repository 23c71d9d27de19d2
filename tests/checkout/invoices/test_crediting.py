"""An invoice is corrected by as much as went back, at each rate of VAT, and to the cent (M7)."""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from hypothesis import given
from hypothesis import strategies as st

from cart.pricing import TaxPart
from cart.pricing.taxes import contained
from checkout.gateways.interface import RefundOutcome, RefundReport
from checkout.invoices import crediting, numbering
from checkout.invoices.crediting import issue_credit_note, left_of, part_of
from checkout.models import CreditNote, Invoice, InvoiceSeries, Order, Payment, Refund
from checkout.payments.refunding import ask_refund, record_refund
from shop.core.messaging.models import Message
from tests.admin_rows import credit_note, payment_of
from tests.conftest import NOON
from tests.factories import ProductFactory, VariantFactory
from tests.orders import give_back, take_back

GIVEN = RefundReport(outcome=RefundOutcome.SUCCEEDED, amount=0)

# At four rates at most; amounts from nothing (given away) to a large one, and their tax.
invoices = st.dictionaries(
    st.sampled_from([0, 210, 550, 1000, 2000, 2700]), st.integers(0, 10**6), min_size=1, max_size=4
).filter(lambda amounts: any(amounts.values()))


def part(rate, amount, tax):
    return TaxPart(rate=rate, amount=amount, tax=tax)


def parts(amounts):
    return [part(rate, amount, contained(amount, rate)) for rate, amount in amounts.items()]


def total(parts):
    return sum(part.amount for part in parts)


def by_rate(notes):
    """Return ``{rate: (amount, tax)}`` of what several credit notes say."""
    sums = {}
    for part in (part for note in notes for part in note):
        amount, tax = sums.get(part.rate, (0, 0))
        sums[part.rate] = (amount + part.amount, tax + part.tax)
    return sums


@given(amounts=invoices, data=st.data())
def test_all_credit_notes_add_up_to_their_invoice(amounts, data):
    """In whatever parts the money goes back, and whichever of them comes to nothing."""
    invoiced, notes = parts(amounts), []

    def left():
        return left_of(invoiced, [part for note in notes for part in note])

    def give_back(amount):
        notes.append(part_of(left(), amount))
        assert sum(part.amount for part in notes[-1]) == amount
        assert all(part.amount > 0 and 0 <= part.tax <= part.amount for part in notes[-1])

    for share in data.draw(st.lists(st.integers(1, 100), max_size=5)):
        if total(left()):
            give_back(-(-total(left()) * share // 100))
    notes = [note for note in notes if data.draw(st.booleans())]  # else the bank took its word back
    if total(left()):
        give_back(total(left()))
    assert by_rate(notes) == by_rate([[part for part in invoiced if part.amount]])


@pytest.mark.parametrize(
    ("amount", "rows"),
    [
        (30, [part(550, 9, 1), part(2000, 21, 3)]),  # 8.74 and 21.26; tax of 0.60 and 3.45
        (1, [part(2000, 1, 0)]),
        (103, [part(550, 30, 2), part(2000, 73, 12)]),
    ],
)
def test_a_part_is_spread_over_the_rates(amount, rows):
    assert part_of([part(550, 30, 2), part(2000, 73, 12)], amount) == rows


def test_many_small_parts_hold_no_more_tax_than_the_whole():
    """Of three cents half a cent is tax: rounded up each time it would be 33 of 17."""
    whole, notes = [part(2000, 100, 17)], []
    for amount in [3] * 33 + [1]:
        notes += part_of(left_of(whole, notes), amount)
    assert by_rate([notes]) == {2000: (100, 17)}
    assert {part.tax for part in notes} == {0, 1}


def test_an_order_of_before_there_was_vat_has_none_to_give_back():
    assert part_of([], 100) == []


@pytest.fixture
def bought(shopper, variant, clock):
    """Two cups and tea: 29.49 at 20 % and 9.71 at 5.5 %, the postage of 4.90 in them."""
    tea = VariantFactory(sku="TEA", price=850, product=ProductFactory(tax_class="reduced"))
    shopper.add(variant, 2).add(tea).give_email().give_address().choose_delivery().pay().at_bank()
    return Order.objects.get()


def notes():
    rows = CreditNote.objects.order_by("pk")
    return list(rows.values_list("number", "amount", "tax_rows"))


def test_money_that_goes_back_corrects_the_invoice(bought, settings):
    assert bought.tax_rows == [[550, 971, 51], [2000, 2949, 492]]
    settings.SELLER = {**settings.SELLER, "name": "Panier SAS"}
    refund = give_back(bought, 1000)
    made = CreditNote.objects.get()
    assert (made.invoice, made.refund, made.issued_at) == (bought.invoice, refund, NOON)
    assert made.seller == {**settings.SELLER, "country": "FR"}
    assert bought.invoice.seller["name"] == "Panier"
    assert notes() == [("A2026-000001", 1000, [[550, 248, 13], [2000, 752, 125]])]


def test_the_last_part_takes_what_is_left(bought):
    for amount in (1000, 1, 2919):
        give_back(bought, amount)
    assert by_rate(note.taxes for note in CreditNote.objects.all()) == {
        rate: (amount, tax) for rate, amount, tax in bought.tax_rows
    }
    assert Order.objects.get().state == "refunded"
    assert [number for number, *_ in notes()] == [f"A2026-00000{n}" for n in (1, 2, 3)]


def test_all_of_it_is_the_invoice_once_more(bought):
    give_back(bought, bought.total)
    assert notes() == [("A2026-000001", bought.total, bought.tax_rows)]


def test_what_a_bank_tells_again_corrects_once(bought):
    paid = bought.payments.get()
    refund = ask_refund(payment=paid, amount=500, seen_refunded=0)
    Refund.objects.update(state="sending")
    for _ in range(3):
        record_refund(refund.pk, GIVEN)
    assert [amount for _number, amount, _rows in notes()] == [500]


def test_what_the_bank_takes_back_is_withdrawn_and_counts_no_more(bought, clock):
    first, _second = give_back(bought, 1000), give_back(bought, 1500)
    clock.shift(60)
    take_back(first)
    withdrawn = CreditNote.objects.get(refund=first)
    assert (withdrawn.number, withdrawn.amount) == ("A2026-000001", 1000)
    assert (withdrawn.withdrawn_at - NOON).total_seconds() == 60
    give_back(bought, bought.total - 1500)
    standing = CreditNote.objects.filter(withdrawn_at=None)
    assert [note.number for note in standing.order_by("pk")] == ["A2026-000002", "A2026-000003"]
    assert by_rate(note.taxes for note in standing) == {
        rate: (amount, tax) for rate, amount, tax in bought.tax_rows
    }


def test_it_is_withdrawn_once(bought, clock):
    refund = give_back(bought, 1000)
    take_back(refund)
    clock.shift(60)
    take_back(refund)
    assert CreditNote.objects.get().withdrawn_at == NOON


def test_what_was_refused_at_once_corrects_nothing(bought):
    refund = ask_refund(payment=bought.payments.get(), amount=500, seen_refunded=0, is_by_hand=True)
    take_back(refund)
    assert notes() == []


def test_money_that_came_too_late_corrects_nothing(bought):
    late = payment_of(bought, events=0, state="late", error="", amount=500)
    refund = ask_refund(payment=late, amount=500, seen_refunded=0)
    Refund.objects.update(state="sending")
    assert record_refund(refund.pk, GIVEN).state == "succeeded"
    assert notes() == []


def test_an_order_without_an_invoice_has_nothing_to_correct(bought):
    Invoice.objects.all().delete()
    give_back(bought, 1000)
    assert notes() == []
    assert not InvoiceSeries.objects.filter(prefix="A2026-").exists()


def test_what_fails_after_the_number_was_taken_leaves_no_gap(bought, monkeypatch):
    refund = ask_refund(payment=bought.payments.get(), amount=bought.total, seen_refunded=0)
    Refund.objects.update(state="sending")

    def broken(**_fields):
        raise RuntimeError

    with monkeypatch.context() as patch:
        patch.setattr(crediting.CreditNote.objects, "create", broken)
        with pytest.raises(RuntimeError):
            record_refund(refund.pk, GIVEN)
    assert (Refund.objects.get().state, Order.objects.get().state) == ("sending", "paid")
    assert not Message.objects.filter(kind="order.refunded").exists()
    record_refund(refund.pk, GIVEN)
    assert [number for number, *_ in notes()] == ["A2026-000001"]


def test_whoever_waited_for_a_number_is_dated_after_it(bought, clock, monkeypatch):
    later = datetime(2026, 3, 4, 14, 0, tzinfo=UTC)
    take = numbering.next_number

    def wait(prefix):
        clock.move_to(later)
        return take(prefix)

    monkeypatch.setattr(numbering, "next_number", wait)
    give_back(bought, 1000)
    assert CreditNote.objects.get().issued_at == later


def test_it_costs_the_same_for_the_first_and_the_tenth(bought, django_assert_num_queries):
    refunds = [Refund(payment=Payment.objects.get(), amount=100, reason="staff") for _ in range(9)]
    Refund.objects.bulk_create(refunds)
    for refund in refunds:
        order = Order.objects.get()
        with django_assert_num_queries(4):
            issue_credit_note(order=order, refund=refund)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("credit_note_number_once", {"number": "A2026-000001"}),
        ("credit_note_has_number", {"number": ""}),
        ("credit_note_of_something", {"amount": 0}),
    ],
)
def test_the_database_keeps_credit_notes_apart(name, fields):
    credit_note()
    with (
        pytest.raises(IntegrityError, match=f"{name}|checkout_creditnote.number"),
        transaction.atomic(),
    ):
        credit_note(1, **fields)


@pytest.mark.django_db
def test_a_refund_corrects_once():
    made = credit_note()
    with pytest.raises(IntegrityError, match="refund"), transaction.atomic():
        credit_note(1, refund=made.refund)


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["invoice", "refund"])
def test_what_has_a_credit_note_is_not_deleted(name):
    with pytest.raises(ProtectedError):
        getattr(credit_note(), name).delete()
