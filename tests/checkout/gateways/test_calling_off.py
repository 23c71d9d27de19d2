"""The test bank calls a payment off: for good, and never one that is decided."""

import pytest

from checkout.gateways.interface import Outcome
from checkout.gateways.testbank import gateway as testbank
from checkout.gateways.testbank.models import BankPayment
from tests.factories import DeliveryMethodFactory, VariantFactory
from tests.orders import at_bank, pay, ready_order

pytestmark = pytest.mark.django_db


@pytest.fixture
def payment(db):
    return pay(ready_order({VariantFactory(): 2}, method=DeliveryMethodFactory()))


def test_a_payment_called_off_before_the_bank_heard_of_it_cannot_be_paid(payment):
    BankPayment.objects.all().delete()
    assert testbank.cancel(payment).outcome is Outcome.CANCELLED
    begun = testbank.start(payment, return_url="http://shop/back/", notify_url="http://shop/hear/")
    known = BankPayment.objects.get()
    assert begun.url.endswith(f"/{known.token}/")
    assert (known.answer, known.return_url, known.amount) == (
        "cancelled",
        "http://shop/back/",
        3070,
    )
    assert at_bank(payment) is False


def test_a_decision_that_the_bank_waits_for_is_not_called_off(payment, monkeypatch):
    """Calling off takes its turn behind the decision, and reads the clock after it."""
    get_or_create = BankPayment.objects.get_or_create

    def decided_first(**kwargs):
        found = get_or_create(**kwargs)
        at_bank(payment)
        return found

    monkeypatch.setattr(BankPayment.objects, "get_or_create", decided_first)
    assert testbank.cancel(payment).outcome is Outcome.SUCCEEDED
