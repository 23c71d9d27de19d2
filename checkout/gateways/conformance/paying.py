"""What is promised of a payment, from its start to its end."""

import pytest

from checkout.gateways.conformance.hooks import AMOUNT, Hooks
from checkout.gateways.interface import Capability, Outcome
from checkout.models import Payment, PaymentError

UNDECIDED = (Outcome.OPEN, Outcome.PENDING)
VERBS = ("start", "returned", "read", "fetch", "capture", "cancel", "refund", "statement")
LIES = {
    "status": "succeeded",
    "redirect_status": "succeeded",
    "state": "paid",
    "result": "ok",
    "success": "1",
}


class Paying(Hooks):
    def test_it_says_what_it_is(self) -> None:
        bank = self.bank
        assert str(bank.LABEL)
        assert str(bank.EXPLANATION)
        assert isinstance(bank.CAPABILITIES, frozenset)
        assert all(callable(getattr(bank, verb)) for verb in VERBS)
        assert bool(bank.PLANS) is (Capability.INSTALMENTS in bank.CAPABILITIES)
        assert all(plan > 1 for plan in bank.PLANS)
        if Capability.PART_REFUND in bank.CAPABILITIES:
            assert Capability.REFUND in bank.CAPABILITIES

    def test_what_the_bank_never_heard_of_is_open(self) -> None:
        assert self.bank.fetch(self.new_payment()).outcome is Outcome.OPEN

    def test_what_nobody_decided_on_is_not_paid(self) -> None:
        report = self.bank.fetch(self.started())
        assert report.outcome in UNDECIDED
        waits = Capability.WAITS in self.bank.CAPABILITIES
        assert (report.until is not None) is waits

    def test_starting_twice_is_one_payment(self) -> None:
        payment = self.started()
        first = (payment.redirect_url, payment.bank_ref)
        self.start(payment)
        assert (payment.redirect_url, payment.bank_ref) == first

    def test_starting_again_without_the_first_answer_is_one_payment(self) -> None:
        """The process died before it could write down what the bank had said."""
        payment = self.started()
        first = (payment.redirect_url, payment.bank_ref)
        Payment.objects.filter(pk=payment.pk).update(redirect_url="", bank_ref="")
        again = self.start(Payment.objects.get(pk=payment.pk))
        assert (again.redirect_url, again.bank_ref) == first

    @pytest.mark.parametrize("amount", [100, AMOUNT, 1_234_567])
    def test_what_the_shopper_accepts_is_paid_as_asked(self, amount: int) -> None:
        payment = self.paid(amount=amount)
        report = self.bank.fetch(payment)
        assert (report.outcome, report.amount) == (Outcome.SUCCEEDED, amount)
        assert (report.currency, report.instalments) == (payment.currency, 1)

    def test_what_is_declined_has_failed_for_a_reason(self) -> None:
        payment = self.started()
        self.shopper_declines(payment)
        report = self.bank.fetch(payment)
        assert report.outcome is Outcome.FAILED
        assert report.error in PaymentError.values

    def test_coming_back_tells_the_same_as_asking(self) -> None:
        payment = self.paid()
        assert self.bank.returned(payment, {}) == self.bank.fetch(payment)

    def test_what_an_address_says_is_no_proof(self) -> None:
        payment = self.started()
        assert self.bank.returned(payment, LIES).outcome in UNDECIDED

    def test_what_is_called_off_can_never_be_paid(self) -> None:
        payment = self.started()
        assert self.bank.cancel(payment).outcome is Outcome.CANCELLED
        assert self.shopper_accepts(payment) is False
        assert self.bank.fetch(payment).outcome is Outcome.CANCELLED

    def test_what_is_called_off_before_the_bank_heard_of_it_can_never_be_paid(self) -> None:
        """The start may still be under way, or its answer was lost."""
        payment = self.new_payment()
        assert self.bank.cancel(payment).outcome is Outcome.CANCELLED
        self.start(payment)
        assert self.shopper_accepts(payment) is False
        assert self.bank.fetch(payment).outcome is Outcome.CANCELLED

    def test_calling_off_twice_is_calling_off(self) -> None:
        payment = self.started()
        outcomes = [self.bank.cancel(payment).outcome for _ in range(2)]
        assert outcomes == [Outcome.CANCELLED, Outcome.CANCELLED]

    def test_what_is_paid_cannot_be_called_off(self) -> None:
        payment = self.paid()
        report = self.bank.cancel(payment)
        assert (report.outcome, report.amount) == (Outcome.SUCCEEDED, AMOUNT)
        assert self.bank.fetch(payment).outcome is Outcome.SUCCEEDED

    def test_what_failed_stays_unpaid_once_it_is_called_off(self) -> None:
        payment = self.started()
        self.shopper_declines(payment)
        assert self.bank.cancel(payment).outcome in (Outcome.FAILED, Outcome.CANCELLED)
        assert self.shopper_accepts(payment) is False

    def test_nothing_of_a_card_is_kept(self, caplog: pytest.LogCaptureFixture) -> None:
        """PCI DSS: what the shop never holds nobody can steal from it."""
        if not self.typed:
            pytest.skip("no card data is typed at this bank")
        payment = self.paid()
        kept = [str(row) for row in Payment.objects.filter(pk=payment.pk).values()]
        if self.notifies:
            kept += [repr(self.bank.read(*self.notification_of(payment)))]
        told = " ".join([*kept, repr(self.bank.fetch(payment)), caplog.text])
        assert [text for text in self.typed if text in told] == []


class Capturing(Hooks):
    """What is promised of money that the bank only holds ready at first."""

    def promised(self) -> Payment:
        self.needs(Capability.CAPTURE)
        payment = self.started()
        self.shopper_promises(payment)
        return payment

    def test_what_is_promised_is_not_taken(self) -> None:
        report = self.bank.fetch(self.promised())
        assert (report.outcome, report.amount) == (Outcome.AUTHORISED, AMOUNT)

    def test_capturing_takes_it_once(self) -> None:
        payment = self.promised()
        reports = [self.bank.capture(payment) for _ in range(2)]
        assert {(each.outcome, each.amount) for each in reports} == {(Outcome.SUCCEEDED, AMOUNT)}
        if Capability.STATEMENT in self.bank.CAPABILITIES:
            assert [entry.amount for entry in self.entries()] == [AMOUNT]

    def test_what_is_let_go_can_never_be_captured(self) -> None:
        payment = self.promised()
        assert self.bank.cancel(payment).outcome is Outcome.CANCELLED
        assert self.bank.capture(payment).outcome is Outcome.CANCELLED
        assert self.bank.fetch(payment).outcome is Outcome.CANCELLED

    def test_what_nobody_promised_cannot_be_captured(self) -> None:
        self.needs(Capability.CAPTURE)
        assert self.bank.capture(self.started()).outcome in UNDECIDED


class PayingByPlan(Hooks):
    """What is promised of instalments (S8.2)."""

    def test_a_plan_is_paid_in_its_instalments(self) -> None:
        self.needs(Capability.INSTALMENTS)
        for plan in self.bank.PLANS:
            report = self.bank.fetch(self.paid(instalments=plan))
            assert (report.outcome, report.amount) == (Outcome.SUCCEEDED, AMOUNT)
            assert report.instalments == plan

    def test_a_refused_plan_charges_nothing(self) -> None:
        self.needs(Capability.INSTALMENTS)
        for plan in self.bank.PLANS:
            payment = self.started(instalments=plan)
            self.plan_is_refused(payment)
            report = self.bank.fetch(payment)
            assert (report.outcome, report.error) == (Outcome.FAILED, PaymentError.PLAN_REFUSED)
            if Capability.STATEMENT in self.bank.CAPABILITIES:
                assert self.entries() == []
