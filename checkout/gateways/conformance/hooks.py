"""What the author of a gateway says of the bank, so that the tests can play with it."""

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from enum import Enum
from typing import ClassVar
from uuid import uuid4

import pytest
from django.conf import settings as shop_settings

from checkout.gateways.interface import Capability, Entry, Gateway, Outcome, gateway
from checkout.models import Order, Payment, PaymentState, Refund, RefundReason
from checkout.payments.links import addresses_for_bank
from shop.core import clock
from shop.core.messaging.people import person_for

AMOUNT = 4990  # minor units


class Trouble(Enum):
    """How a bank, or the line to it, may fail."""

    DOWN = "nobody answers"
    ERROR = "it answers with an error of its own, such as HTTP 500"
    GARBAGE = "it answers in no language that we know"
    SLOW = "it takes longer than the gateway waits"
    LOST = "it does what it is asked, and its answer is lost"


class Hooks:
    """What a subclass must and may say. A hook that its CAPABILITIES do not need is never called."""

    code: ClassVar[str]  # the gateway's name in ``settings.GATEWAYS``
    notifies: ClassVar[bool] = True  # the bank tells by itself
    is_far: ClassVar[bool] = True  # it is reached over a network, which may fail
    typed: ClassVar[tuple[str, ...]] = ()  # card data that ``shopper_accepts`` types at the bank

    def shopper_accepts(self, payment: Payment) -> bool:
        """Let the shopper agree at the bank; False when the bank lets nobody any more."""
        raise NotImplementedError

    def shopper_declines(self, payment: Payment) -> None:
        """Let the bank refuse the payment, for a reason that the shopper can do something about."""
        raise NotImplementedError

    def shopper_promises(self, payment: Payment) -> None:
        """Let the payment be AUTHORISED. For Capability.CAPTURE."""
        raise NotImplementedError

    def plan_is_refused(self, payment: Payment) -> None:
        """Let the bank refuse to be paid in instalments. For Capability.INSTALMENTS."""
        raise NotImplementedError

    def notification_of(self, payment: Payment) -> tuple[bytes, Mapping[str, str]]:
        """Return body and headers in which the bank tells how ``payment`` stands now."""
        raise NotImplementedError

    def notification_of_refund(self, refund: Refund) -> tuple[bytes, Mapping[str, str]]:
        """Return body and headers in which the bank tells how ``refund`` stands now."""
        raise NotImplementedError

    def sign(self, body: bytes, *, at: datetime, secret: str = "") -> Mapping[str, str]:
        """Return the headers of ``body`` as the bank would have sent it ``at`` that moment.

        With ``secret``, as somebody would who has only another one.
        """
        raise NotImplementedError

    def irrelevant(self) -> bytes:
        """Return the body of a message that is the bank's, and of no use to the shop."""
        raise NotImplementedError

    def trouble(self, how: Trouble) -> AbstractContextManager[None]:
        """Return a context in which the bank, or the line to it, fails so. For ``is_far``."""
        raise NotImplementedError

    @pytest.fixture(autouse=True)
    def _in_use(self, settings: pytest.FixtureRequest) -> Iterator[None]:
        settings.GATEWAYS = [self.code]  # type: ignore[attr-defined]
        yield

    @property
    def bank(self) -> Gateway:
        return gateway(self.code)

    def needs(self, *capabilities: Capability) -> None:
        """Skip the test where the gateway cannot do this."""
        missing = {*capabilities} - self.bank.CAPABILITIES
        if missing:
            pytest.skip(f"without {', '.join(sorted(each.value for each in missing))}")

    def new_payment(self, *, amount: int = AMOUNT, instalments: int = 1) -> Payment:
        """Return a payment that the bank has not heard of."""
        order = Order.objects.create(
            reference=uuid4().hex[:12],
            person=person_for("zoe@demo.example"),
            email="zoe@demo.example",
            language="en",
            subtotal=amount,
            total=amount,
            currency=shop_settings.CURRENCY,
        )
        return Payment.objects.create(
            order=order,
            gateway=self.code,
            amount=amount,
            currency=shop_settings.CURRENCY,
            instalments=instalments,
        )

    def start(self, payment: Payment) -> Payment:
        """Make it known to the bank, as the shop does it."""
        begun = self.bank.start(payment, **addresses_for_bank(payment))
        payment.redirect_url, payment.bank_ref = begun.url, begun.bank_ref
        payment.save(update_fields=["redirect_url", "bank_ref"])
        return payment

    def started(self, *, amount: int = AMOUNT, instalments: int = 1) -> Payment:
        return self.start(self.new_payment(amount=amount, instalments=instalments))

    def paid(self, *, amount: int = AMOUNT, instalments: int = 1) -> Payment:
        """Return a payment whose money is there, and of which the shop knows."""
        payment = self.started(amount=amount, instalments=instalments)
        self.shopper_accepts(payment)
        if self.bank.fetch(payment).outcome is Outcome.AUTHORISED:
            self.bank.capture(payment)
        payment.state = PaymentState.SUCCEEDED
        payment.save(update_fields=["state"])
        return payment

    def new_refund(self, payment: Payment, amount: int) -> Refund:
        return Refund.objects.create(payment=payment, amount=amount, reason=RefundReason.STAFF)

    def entries(self) -> list[Entry]:
        """Return what the bank's books say of the last hour."""
        now = clock.now()
        hour = timedelta(hours=1)
        return list(self.bank.statement(now - hour, now + hour))
