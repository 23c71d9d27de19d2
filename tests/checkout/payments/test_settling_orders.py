"""What a bank says may come twice and in any order: every such list has the same end (M13)."""

from itertools import permutations, product

import pytest

from catalog.models import Stock
from checkout.gateways.interface import Outcome, Report
from checkout.models import Order, OrderEvent, PaymentError
from checkout.payments.settling import WrongAmount, settle
from shop.core.messaging.models import Message
from tests.factories import DeliveryMethodFactory
from tests.orders import pay, ready_order
from tests.undone import undone

pytestmark = pytest.mark.django_db

OPEN, PENDING, AUTHORISED, SUCCEEDED, FAILED, CANCELLED = Outcome


@pytest.fixture
def payment(variant):
    return pay(ready_order({variant: 2}, method=DeliveryMethodFactory()))


def report(outcome, payment, event_id=""):
    return Report(
        outcome=outcome,
        amount=payment.amount,
        currency=payment.currency,
        error=PaymentError.DECLINED if outcome is FAILED else "",
        event_id=event_id,
    )


def end_of(payment, outcomes):
    """Return where payment, order, stock and outbox stand after the ``outcomes``, and undo them."""
    with undone():
        for number, outcome in enumerate(outcomes):
            # Notifications have a name that their repetition bears too; returns have none.
            event_id = outcome.value if number % 2 else ""
            settle(payment.pk, report(outcome, payment, event_id), by="bank")
        payment.refresh_from_db()
        return (
            payment.state,
            Order.objects.get(pk=payment.order_id).state,
            *Stock.objects.values_list("on_hand", "reserved").get(),
            Message.objects.count(),
            OrderEvent.objects.filter(to_state="paid").count(),
        )


def orders_of(*outcomes):
    """Return every order of ``outcomes``, each of them said once or twice."""
    lists = [sum(times, ()) for times in product(*[((each,), (each, each)) for each in outcomes])]
    return {order for each in lists for order in permutations(each)}


PAID = ("succeeded", "paid", 8, 0, 1, 1)
FAILED_END = ("failed", "awaiting_payment", 10, 2, 0, 0)
CALLED_OFF = ("cancelled", "awaiting_payment", 10, 2, 0, 0)


@pytest.mark.parametrize(
    ("outcome", "end"), [(SUCCEEDED, PAID), (FAILED, FAILED_END), (CANCELLED, CALLED_OFF)]
)
def test_one_decision_ends_alike_in_every_order(payment, outcome, end):
    before = (OPEN, PENDING, AUTHORISED)
    lists = orders_of(PENDING, outcome) | orders_of(AUTHORISED, outcome)
    lists |= set(permutations((*before, outcome)))
    assert len(lists) == 52
    assert {end_of(payment, outcomes) for outcomes in lists} == {end}


@pytest.mark.parametrize("others", [(FAILED,), (CANCELLED,), (FAILED, CANCELLED)])
def test_contradictions_never_lose_money(payment, others):
    """A bank that takes back what it said: what was paid for is still held, so it is sold."""
    for order in permutations((PENDING, SUCCEEDED, *others)):
        assert (end_of(payment, order), end_of(payment, order * 2)) == (PAID, PAID)


def test_refusals_that_contradict_each_other(payment):
    for order in permutations((PENDING, FAILED, CANCELLED)):
        decision = next(each for each in order if each is not PENDING)
        end = FAILED_END if decision is FAILED else CALLED_OFF
        assert (end_of(payment, order), end_of(payment, order * 2)) == (end, end)


def test_another_amount_changes_nothing_in_any_order(payment):
    wrong = Report(outcome=SUCCEEDED, amount=payment.amount - 1, currency=payment.currency)
    for before in ((), (PENDING,), (FAILED,), (CANCELLED,)):
        with undone():
            for outcome in before:
                settle(payment.pk, report(outcome, payment), by="bank")
            payment.refresh_from_db()
            state = payment.state
            with pytest.raises(WrongAmount):
                settle(payment.pk, wrong, by="bank")
            payment.refresh_from_db()
            assert payment.state == state
