"""Each check names what is broken, and nothing else; a shop that only did its work is in order."""

from datetime import timedelta

import pytest
from django.db import connection

from cart.models import Cart, Promotion
from catalog.models import Stock
from checkout.models import (
    CreditNote,
    Invoice,
    InvoiceSeries,
    Order,
    OrderEvent,
    OrderLine,
    Payment,
    PaymentEvent,
    Redemption,
    Refund,
)
from shop.core import clock, integrity
from shop.core.messaging.models import Message
from tests.conftest import NOON
from tests.orders import take_back

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def broken():
    return [(each.check, each.row) for each in integrity.breaks()]


def of(order):
    return Order.objects.filter(pk=order.pk)


def payment(order):
    return Payment.objects.filter(order=order)


def test_a_shop_that_did_its_work_is_in_order(walked):
    states = Order.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == [
        "initiated", "awaiting_payment", "paid", "paid", "refunded", "cancelled", "paid",
        "awaiting_payment", "cancelled", "awaiting_payment",
    ]  # fmt: skip
    assert broken() == []


@pytest.fixture
def _past_constraints(db):
    """A table that was filled past its constraints, as a restored one may be."""
    names = ["stock_on_hand_not_negative", "stock_reserved_within_on_hand"]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA ignore_check_constraints = ON")
        else:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
            for name in names:
                cursor.execute(f"ALTER TABLE catalog_stock DROP CONSTRAINT {name}")
        yield
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA ignore_check_constraints = OFF")


@pytest.mark.usefixtures("_past_constraints")
@pytest.mark.parametrize("on_hand", [-1, 2])
def test_impossible_stock(walked, on_hand):
    Stock.objects.update(on_hand=on_hand)
    assert broken() == [
        ("facets.as-products", f"product {walked.cup.product.slug}"),
        ("stock.not-negative", "variant CUP"),
    ]


def test_units_that_nobody_holds(walked):
    Stock.objects.update(reserved=0)
    assert broken() == [("stock.reserved-by-orders", "variant CUP")]


def test_units_that_are_held_and_not_reserved(walked):
    OrderLine.objects.filter(order=walked.waits).update(variant=None)
    assert broken() == [("stock.reserved-by-orders", "variant CUP")]


def test_stock_that_is_held_for_ever_or_for_nothing(walked):
    of(walked.awaits).update(reserved_until=None)
    of(walked.paid).update(reserved_until=clock.now())
    assert broken() == [
        ("stock.held-until", name(walked.paid)),
        ("stock.held-until", name(walked.awaits)),
    ]


def test_uses_that_were_counted_otherwise(walked):
    Promotion.objects.update(uses=1)
    assert broken() == [("uses.counted", "promotion HALF")]


def test_a_use_of_an_order_that_came_to_nothing(walked):
    Redemption.objects.filter(order=walked.paid).update(order=walked.cancelled)
    assert broken() == [("uses.given-back", name(walked.cancelled))]


def test_lines_of_another_sum(walked):
    OrderLine.objects.filter(order=walked.paid).update(quantity=2)
    OrderLine.objects.filter(order=walked.part).update(discount=0)
    OrderLine.objects.filter(order=walked.refused).delete()
    assert broken() == [
        ("money.order-lines", name(order)) for order in (walked.paid, walked.part, walked.refused)
    ]


def test_taxes_and_promotions_of_another_sum(walked):
    of(walked.paid).update(tax_rows=[[2000, 1134, 189]])
    of(walked.part).update(promotion_rows=[])
    assert broken() == [
        ("money.order-taxes", name(walked.paid)),
        ("money.order-taxes", name(walked.part)),
    ]


@pytest.mark.parametrize("changes", [{"currency": "USD"}, {"amount": 1}])
def test_an_order_that_was_not_paid(walked, changes):
    payment(walked.paid).update(**changes)
    assert broken() == [("money.placed-is-paid", name(walked.paid))]


def test_a_payment_that_placed_nothing(walked):
    happens(payment(walked.awaits).get(), "succeeded")
    assert broken() == [("money.paid-is-placed", attempt(walked.awaits))]


def test_an_open_payment_of_another_amount(walked):
    payment(walked.awaits).update(amount=1)
    assert broken() == [("money.open-amount", attempt(walked.awaits))]


def test_refunds_that_were_counted_otherwise(walked):
    payment(walked.part).update(refunded=99)
    assert broken() == [("money.refunds-counted", attempt(walked.part))]


def test_a_refund_that_was_not_counted(walked):
    payment(walked.part).update(refunded=0)
    assert broken() == [("money.refunds-counted", attempt(walked.part))]


def test_money_that_came_too_late_and_is_kept(walked):
    late = payment(walked.late).filter(state="late")
    Refund.objects.filter(payment__in=late).delete()
    late.update(refunded=0)
    assert broken() == [("money.late-is-owed", f"payment {late.get().pk} of {name(walked.late)}")]


def test_a_placed_order_without_its_invoice(walked):
    Invoice.objects.filter(order=walked.paid).delete()
    assert broken() == [
        ("money.invoice-numbers", f"series F{NOON.year}-"),
        ("money.invoiced", name(walked.paid)),
    ]


def test_a_series_that_missed_a_number(walked):
    InvoiceSeries.objects.update(last=99)
    assert broken() == [
        ("money.invoice-numbers", f"series A{NOON.year}-"),
        ("money.invoice-numbers", f"series F{NOON.year}-"),
    ]


def test_orders_of_before_there_were_invoices(walked):
    CreditNote.objects.all().delete()
    Invoice.objects.all().delete()
    InvoiceSeries.objects.all().delete()
    assert broken() == []


def test_a_refunded_order_that_keeps_money(walked):
    Refund.objects.filter(payment__order=walked.refunded).update(amount=1)
    payment(walked.refunded).update(refunded=1)
    CreditNote.objects.update(amount=1, tax_rows=[[2000, 1, 0]])
    assert broken() == [("money.refunded-orders", attempt(walked.refunded))]


def test_all_is_back_and_nobody_says_so(walked):
    Refund.objects.filter(payment__order=walked.cancelled).update(state="succeeded")
    assert broken() == [
        ("money.refunded-orders", attempt(walked.cancelled)),
        ("money.refunds-credited", f"refund {refund_of(walked.cancelled).pk} of {name(walked.cancelled)}"),
    ]  # fmt: skip


def test_a_refunded_order_of_which_the_bank_took_its_word_back(walked):
    take_back(refund_of(walked.refunded))
    assert broken() == []


@pytest.mark.parametrize(
    "changes", [{"withdrawn_at": NOON}, {"amount": 1134, "tax_rows": [[2000, 1134, 189]]}]
)
def test_an_invoice_that_nobody_corrects(walked, changes):
    CreditNote.objects.update(**changes)
    refund = f"refund {refund_of(walked.refunded).pk} of {name(walked.refunded)}"
    assert broken() == [("money.refunds-credited", refund)]


def test_another_invoice_that_is_corrected(walked):
    CreditNote.objects.update(invoice=walked.paid.invoice)
    refund = f"refund {refund_of(walked.refunded).pk} of {name(walked.refunded)}"
    assert broken() == [("money.refunds-credited", refund)]


def test_a_credit_note_with_other_taxes(walked):
    CreditNote.objects.update(tax_rows=[[2000, 1134, 189]])
    assert broken() == [("money.credit-notes", f"credit note A{NOON.year}-000001")]


def test_a_credit_note_for_money_that_was_not_given_back(walked):
    Refund.objects.filter(payment__order=walked.refunded).update(state="failed")
    payment(walked.refunded).update(refunded=0)
    assert broken() == [("money.credit-notes", f"credit note A{NOON.year}-000001")]


def test_more_is_credited_than_was_invoiced(walked):
    """Of its payment alone the constraints know."""
    Refund.objects.filter(payment__order=walked.refunded).update(amount=1136)
    CreditNote.objects.update(amount=1136, tax_rows=[[2000, 1136, 189]])
    assert broken() == [
        ("money.credited-within", f"invoice {walked.refunded.invoice}"),
        ("money.refunds-counted", attempt(walked.refunded)),
    ]


@pytest.mark.parametrize(
    "steps",
    [
        [("initiated", "paid")],  # no such step
        [("awaiting_payment", "paid"), ("paid", "preparing")],  # it stands elsewhere
        [("preparing", "shipped"), ("shipped", "delivered")],  # from where it was not
    ],
)
def test_an_order_whose_steps_do_not_lead_to_where_it_stands(walked, steps):
    OrderEvent.objects.filter(order=walked.paid).last().delete()
    for origin, end in steps:
        OrderEvent.objects.create(order=walked.paid, from_state=origin, to_state=end, by="shop")
    assert set(broken()) == {("states.order-history", name(walked.paid))}


def test_an_order_of_which_nothing_is_written(walked):
    OrderEvent.objects.filter(order=walked.paid).delete()
    assert broken() == [("states.order-history", name(walked.paid))]


def test_a_payment_that_went_back(walked):
    happens(payment(walked.refunded).get(), "pending", stays=True)
    assert broken() == [("states.payment-history", attempt(walked.refunded))]


def test_a_payment_of_which_nothing_is_written(walked):
    PaymentEvent.objects.filter(payment__order=walked.paid).delete()
    assert broken() == [("states.payment-history", attempt(walked.paid))]


def test_an_ordered_cart_that_is_open(walked):
    Cart.objects.filter(order__in=[walked.paid, walked.waits]).update(state="open")
    assert broken() == [
        ("states.placed-cart-closed", name(walked.paid)),
        ("states.placed-cart-closed", name(walked.waits)),
    ]


def test_an_open_payment_that_nobody_asks_about(walked):
    payment(walked.awaits).update(ask_at=None)
    assert broken() == [("states.open-payments", attempt(walked.awaits))]


@pytest.mark.parametrize(("age", "is_broken"), [(DAY / 2, False), (2 * DAY, True)])
def test_an_open_payment_of_an_order_that_is_paid(walked, age, is_broken):
    left = payment(walked.awaits)
    left.update(order=walked.paid)
    of(walked.paid).update(placed_at=clock.now() - age)
    name_of_it = f"payment {left.model.objects.get(state='started', order=walked.paid).pk}"
    expected = [("states.open-payments", f"{name_of_it} of {name(walked.paid)}")]
    assert broken() == (expected if is_broken else [])


def test_a_refund_that_nobody_sends(walked):
    refund = Refund.objects.filter(payment__order=walked.part)
    refund.update(state="due", ask_at=None)
    row = f"refund {refund.get().pk} of {name(walked.part)}"
    assert broken() == [("states.refunds-sent", row)]


def test_an_order_that_was_confirmed_twice(walked):
    mail = Message.objects.get(kind="order.confirmed", facts__order=walked.paid.pk)
    mail.pk, mail.ref, mail.about = None, None, "order:again"
    mail.ref = Message._meta.get_field("ref").get_default()
    mail.save(force_insert=True)
    assert broken() == [("states.one-confirmation", f"order with the key {walked.paid.pk}")]


def name(order):
    return f"order {order.reference}"


def refund_of(order):
    return Refund.objects.get(payment__order=order)


def attempt(order):
    """Name its last payment."""
    return f"payment {payment(order).latest('pk').pk} of {name(order)}"


def happens(row, state, *, stays=False):
    """Write down a step of a payment past all verbs."""
    PaymentEvent.objects.create(payment=row, from_state=row.state, to_state=state, by="bank")
    if not stays:
        Payment.objects.filter(pk=row.pk).update(state=state)
