"""A shop in which much has happened, by its own verbs."""

from types import SimpleNamespace

import pytest
import time_machine
from django.db import transaction

from checkout.gateways.interface import Outcome, RefundOutcome, RefundReport, Report
from checkout.payments.calling_off import call_off
from checkout.payments.cancelling import cancel_order
from checkout.payments.expiring import release_expired
from checkout.payments.refunding import ask_refund, record_refund
from checkout.payments.settling import settle
from shop.core import clock as shop_clock
from tests.conftest import NOON
from tests.factories import DeliveryMethodFactory, PromotionFactory, VariantFactory
from tests.orders import HOUR, pay, ready_order

GIVEN = RefundReport(outcome=RefundOutcome.SUCCEEDED, amount=0)
REFUSED = RefundReport(outcome=RefundOutcome.FAILED, amount=0, error="account closed")


@pytest.fixture(scope="module")
def walk(django_db_setup, django_db_blocker):
    """Walk once for all tests of a module: each of them takes back what it broke."""
    stopped = time_machine.travel(NOON, tick=False)
    with django_db_blocker.unblock(), stopped as clock, transaction.atomic():
        transaction.get_connection().atomic_blocks[-1]._from_testcase = True
        yield walked_shop(clock)
        transaction.set_rollback(True)


@pytest.fixture
def walked(walk, db):
    """Orders under the names of what became of them: a cup each, half of its price off."""
    return walk


def walked_shop(clock):
    PromotionFactory(code="HALF", percent=50)
    buying = {"method": DeliveryMethodFactory(), "code": "HALF"}
    cup = VariantFactory(sku="CUP", price=1290, on_hand=100)

    def begun():
        return pay(ready_order({cup: 1}, **buying))

    def paid():
        return settle(begun().pk, report(Outcome.SUCCEEDED), by="bank").order

    found = SimpleNamespace(cup=cup, given_up=begun().order)
    clock.shift(HOUR)
    release_expired(at=shop_clock.now())
    found.late, found.paid, found.part, found.refunded, found.cancelled, found.refused = (
        late(begun()), paid(), paid(), paid(), paid(), paid(),
    )  # fmt: skip
    refund(found.part, 100)
    record_refund(refund(found.refunded, 1135).pk, GIVEN)
    cancel_order(order=found.cancelled, by="staff")
    record_refund(refund(found.refused, 1135).pk, REFUSED)
    found.waits, found.dropped = waits(begun(), hours=24), waits(begun(), hours=0)
    release_expired(at=shop_clock.now())
    found.awaits = begun().order
    return found


def waits(payment, *, hours):
    until = shop_clock.now() + hours * HOUR
    return settle(payment.pk, report(Outcome.PENDING, until=until), by="bank").order


def report(outcome, **more):
    return Report(outcome=outcome, amount=1135, currency="EUR", **more)


def refund(order, amount):
    payment = order.payments.get()
    seen = payment.refunded
    return ask_refund(payment=payment, amount=amount, seen_refunded=seen, is_by_hand=True)


def late(payment):
    """Money that comes when something else is being paid by now."""
    call_off(payment, by="shopper")
    payment.order.cart.lines.update(quantity=5)
    pay(payment.order)
    return settle(payment.pk, report(Outcome.SUCCEEDED), by="bank").order
