"""What is promised when the bank is down, slow, or out of its mind: nobody guesses, nothing is done twice."""

import pytest

from checkout.gateways.conformance.hooks import AMOUNT, Hooks, Trouble
from checkout.gateways.interface import Capability, Outcome, RefundOutcome, Unreachable
from checkout.models import Payment, Refund

VERBS = ["start", "returned", "fetch", "cancel", "capture", "refund", "statement"]
NEEDED = {
    "capture": Capability.CAPTURE,
    "refund": Capability.REFUND,
    "statement": Capability.STATEMENT,
}


class Troubles(Hooks):
    @pytest.fixture(autouse=True)
    def _only_over_a_network(self, request: pytest.FixtureRequest) -> None:
        if "trouble" in request.node.name and not self.is_far:
            pytest.skip("this bank is not reached over a network")

    @pytest.mark.parametrize("how", Trouble)
    @pytest.mark.parametrize("verb", VERBS)
    def test_trouble_is_told_as_unreachable(self, verb: str, how: Trouble) -> None:
        if verb in NEEDED:
            self.needs(NEEDED[verb])
        payment, refund = self._prepared(verb)
        with self.trouble(how), pytest.raises(Unreachable):
            self._ask(verb, payment, refund)

    def _prepared(self, verb: str) -> tuple[Payment, Refund | None]:
        if verb == "start":
            return self.new_payment(), None
        if verb == "refund":
            payment = self.paid()
            return payment, self.new_refund(payment, AMOUNT)
        payment = self.started()
        if verb == "capture":
            self.shopper_promises(payment)
        return payment, None

    def _ask(self, verb: str, payment: Payment, refund: Refund | None) -> None:
        match verb:
            case "start":
                self.start(payment)
            case "returned":
                self.bank.returned(payment, {})
            case "statement":
                self.entries()
            case "refund" if refund is not None:
                self.bank.refund(refund)
            case _:
                getattr(self.bank, verb)(payment)

    def test_trouble_after_a_start_makes_no_second_payment(self) -> None:
        payment = self.new_payment()
        with self.trouble(Trouble.LOST), pytest.raises(Unreachable):
            self.start(payment)
        self.start(payment)
        self.shopper_accepts(payment)
        assert self.bank.fetch(payment).outcome is Outcome.SUCCEEDED
        if Capability.STATEMENT in self.bank.CAPABILITIES:
            assert [entry.amount for entry in self.entries()] == [AMOUNT]

    def test_trouble_after_a_start_still_lets_it_be_called_off(self) -> None:
        """The shop gave the payment up without knowing what the bank made of it."""
        payment = self.new_payment()
        with self.trouble(Trouble.LOST), pytest.raises(Unreachable):
            self.start(payment)
        assert self.bank.cancel(payment).outcome is Outcome.CANCELLED
        self.start(payment)
        assert self.shopper_accepts(payment) is False

    def test_trouble_after_calling_off_leaves_it_called_off(self) -> None:
        payment = self.started()
        with self.trouble(Trouble.LOST), pytest.raises(Unreachable):
            self.bank.cancel(payment)
        assert self.bank.fetch(payment).outcome is Outcome.CANCELLED

    def test_trouble_after_a_capture_takes_nothing_twice(self) -> None:
        self.needs(Capability.CAPTURE)
        payment = self.started()
        self.shopper_promises(payment)
        with self.trouble(Trouble.LOST), pytest.raises(Unreachable):
            self.bank.capture(payment)
        report = self.bank.capture(payment)
        assert (report.outcome, report.amount) == (Outcome.SUCCEEDED, AMOUNT)

    def test_trouble_after_a_refund_gives_nothing_back_twice(self) -> None:
        self.needs(Capability.PART_REFUND)
        payment = self.paid()
        refund = self.new_refund(payment, 1000)
        with self.trouble(Trouble.LOST), pytest.raises(Unreachable):
            self.bank.refund(refund)
        assert self.bank.refund(refund).outcome is not RefundOutcome.FAILED
        rest = self.new_refund(payment, AMOUNT - 1000)
        assert self.bank.refund(rest).outcome is not RefundOutcome.FAILED
        assert self.bank.refund(self.new_refund(payment, 1)).outcome is RefundOutcome.FAILED
