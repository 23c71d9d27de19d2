"""What is promised of notifications: none but the bank's own is believed, and only when it is new."""

from datetime import timedelta
from uuid import UUID

import pytest

from checkout.gateways.conformance.hooks import AMOUNT, Hooks
from checkout.gateways.interface import (
    Capability,
    Irrelevant,
    NotGenuine,
    Outcome,
    RefundOutcome,
)
from shop.core import clock

GARBAGE = [b"", b"\xff\xfe", b"<html>", b"[]", b"null", b"1", b'"x"', b"{}", b'{"id": 1}']


class Notifying(Hooks):
    @pytest.fixture(autouse=True)
    def _only_if_it_notifies(self, request: pytest.FixtureRequest) -> None:
        if "notification" in request.node.name and not self.notifies:
            pytest.skip("this bank tells nothing by itself")

    def test_a_notification_tells_of_its_payment(self) -> None:
        payment = self.paid()
        notification = self.bank.read(*self.notification_of(payment))
        assert UUID(notification.ref) == payment.ref
        assert notification.event_id
        if notification.report is not None:
            told = notification.report
            assert (told.outcome, told.amount) == (Outcome.SUCCEEDED, AMOUNT)
            assert told.currency == payment.currency

    def test_a_notification_of_a_failure_tells_of_its_payment(self) -> None:
        payment = self.started()
        self.shopper_declines(payment)
        notification = self.bank.read(*self.notification_of(payment))
        assert UUID(notification.ref) == payment.ref
        if notification.report is not None:
            assert notification.report.outcome is Outcome.FAILED

    def test_a_notification_of_a_refund_tells_of_both(self) -> None:
        self.needs(Capability.REFUND)
        payment = self.paid()
        refund = self.new_refund(payment, AMOUNT)
        self.bank.refund(refund)
        notification = self.bank.read(*self.notification_of_refund(refund))
        assert UUID(notification.ref) == payment.ref
        assert notification.refund is not None
        assert UUID(notification.refund_ref) == refund.ref
        assert notification.refund.amount == AMOUNT
        assert notification.refund.outcome is not RefundOutcome.FAILED

    def test_a_notification_repeated_is_the_same_one(self) -> None:
        body, headers = self.notification_of(self.paid())
        assert self.bank.read(body, headers) == self.bank.read(body, headers)

    def test_a_notification_of_which_a_byte_was_changed_is_not_genuine(self) -> None:
        """Also where it means the same: the signature is over the body as it came."""
        body, headers = self.notification_of(self.paid())
        other_amount = body.replace(str(AMOUNT).encode(), str(AMOUNT - 1).encode())
        for changed in (other_amount, body + b" ", b" " + body, body[:-1]):
            with pytest.raises(NotGenuine):
                self.bank.read(changed, headers)

    def test_a_notification_without_a_signature_is_not_genuine(self) -> None:
        body, headers = self.notification_of(self.paid())
        for name in headers:
            rest = {each: headers[each] for each in headers if each != name}
            if name.lower() != "content-type":
                with pytest.raises(NotGenuine):
                    self.bank.read(body, rest)

    @pytest.mark.parametrize("text", ["", "x", "é", "v1,", "t=,v1=", "\ud800", "9" * 5000])
    def test_a_notification_with_a_signature_that_is_none_is_not_genuine(self, text: str) -> None:
        body, headers = self.notification_of(self.paid())
        for name in headers:
            if name.lower() != "content-type":
                with pytest.raises(NotGenuine):
                    self.bank.read(body, {**headers, name: text})

    def test_a_notification_signed_with_another_secret_is_not_genuine(self) -> None:
        body, _headers = self.notification_of(self.paid())
        with pytest.raises(NotGenuine):
            self.bank.read(body, self.sign(body, at=clock.now(), secret="another"))

    @pytest.mark.parametrize("age", [timedelta(hours=1), timedelta(days=365)])
    def test_a_notification_replayed_later_is_not_genuine(self, age: timedelta) -> None:
        body, _headers = self.notification_of(self.paid())
        with pytest.raises(NotGenuine):
            self.bank.read(body, self.sign(body, at=clock.now() - age))

    @pytest.mark.parametrize("body", GARBAGE)
    def test_a_notification_that_makes_no_sense_is_refused(self, body: bytes) -> None:
        """Even with a genuine signature: a bank may have its bad days."""
        with pytest.raises((ValueError, NotGenuine, Irrelevant)):
            self.bank.read(body, self.sign(body, at=clock.now()))
        with pytest.raises(NotGenuine):
            self.bank.read(body, {})

    def test_a_notification_of_something_else_is_irrelevant(self) -> None:
        body = self.irrelevant()
        with pytest.raises(Irrelevant):
            self.bank.read(body, self.sign(body, at=clock.now()))
