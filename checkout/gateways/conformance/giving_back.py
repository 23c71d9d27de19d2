"""What is promised of refunds, and of the bank's books."""

from datetime import timedelta
from uuid import UUID

from checkout.gateways.conformance.hooks import AMOUNT, Hooks
from checkout.gateways.interface import Capability, Outcome, RefundOutcome
from shop.core import clock

GIVEN = (RefundOutcome.SUCCEEDED, RefundOutcome.PENDING)


class GivingBack(Hooks):
    def test_all_can_be_given_back(self) -> None:
        self.needs(Capability.REFUND)
        report = self.bank.refund(self.new_refund(self.paid(), AMOUNT))
        assert report.outcome in GIVEN
        assert (report.amount, report.error) == (AMOUNT, "")
        assert report.bank_ref

    def test_a_refund_sent_twice_is_one(self) -> None:
        self.needs(Capability.PART_REFUND)
        payment = self.paid()
        refund = self.new_refund(payment, 1000)
        first, second = self.bank.refund(refund), self.bank.refund(refund)
        assert (first.bank_ref, first.amount) == (second.bank_ref, second.amount)
        rest = self.bank.refund(self.new_refund(payment, AMOUNT - 1000))
        assert rest.outcome in GIVEN  # so no more than once was taken off

    def test_a_refund_of_all_sent_twice_is_one(self) -> None:
        self.needs(Capability.REFUND)
        refund = self.new_refund(self.paid(), AMOUNT)
        first, second = self.bank.refund(refund), self.bank.refund(refund)
        assert second.outcome in GIVEN
        assert first.bank_ref == second.bank_ref

    def test_parts_add_up_to_all_and_no_more(self) -> None:
        self.needs(Capability.PART_REFUND)
        payment = self.paid()
        for amount in (1000, 1000, AMOUNT - 2000):
            assert self.bank.refund(self.new_refund(payment, amount)).outcome in GIVEN
        report = self.bank.refund(self.new_refund(payment, 1))
        assert report.outcome is RefundOutcome.FAILED
        assert report.error

    def test_more_than_was_paid_is_not_given_back(self) -> None:
        self.needs(Capability.REFUND)
        payment = self.paid()
        too_much = self.new_refund(payment, AMOUNT + 1)
        outcomes = [self.bank.refund(too_much).outcome for _ in range(2)]
        assert outcomes == [RefundOutcome.FAILED, RefundOutcome.FAILED]
        assert self.bank.refund(self.new_refund(payment, AMOUNT)).outcome in GIVEN

    def test_what_was_never_paid_is_not_given_back(self) -> None:
        self.needs(Capability.REFUND)
        refund = self.new_refund(self.started(), AMOUNT)
        assert self.bank.refund(refund).outcome is RefundOutcome.FAILED

    def test_a_paid_payment_stays_paid_whatever_was_given_back(self) -> None:
        self.needs(Capability.REFUND)
        payment = self.paid()
        self.bank.refund(self.new_refund(payment, AMOUNT))
        report = self.bank.fetch(payment)
        assert (report.outcome, report.amount) == (Outcome.SUCCEEDED, AMOUNT)

    def test_the_books_list_what_was_taken_and_given_back(self) -> None:
        self.needs(Capability.STATEMENT, Capability.PART_REFUND)
        payment = self.paid()
        refund = self.new_refund(payment, 1000)
        self.bank.refund(refund)
        listed = {(UUID(entry.ref), entry.amount, entry.currency) for entry in self.entries()}
        assert listed == {
            (payment.ref, AMOUNT, payment.currency),
            (refund.ref, -1000, payment.currency),
        }
        assert all(entry.bank_ref for entry in self.entries())

    def test_the_books_of_another_day_know_nothing_of_it(self) -> None:
        self.needs(Capability.STATEMENT)
        self.paid()
        day = timedelta(days=1)
        assert list(self.bank.statement(clock.now() - 2 * day, clock.now() - day)) == []
        assert list(self.bank.statement(clock.now() + day, clock.now() + 2 * day)) == []

    def test_one_entry_is_in_one_of_two_days_that_meet(self) -> None:
        self.needs(Capability.STATEMENT)
        self.paid()
        (entry,) = self.entries()
        day = timedelta(days=1)
        before = list(self.bank.statement(entry.at - day, entry.at))
        after = list(self.bank.statement(entry.at, entry.at + day))
        assert (before, after) == ([], [entry])
