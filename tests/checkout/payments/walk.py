"""What may happen to a payment at any bank: the rules that all walks of Hypothesis share."""

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

from checkout.models import OrderState
from shop.core.integrity import breaks
from tests.checkout.payments.street import DEATHS, TROUBLES

numbers = st.integers(0, 5)
troubles = st.sampled_from(["none"] * 6 + list(TROUBLES + DEATHS))


class Walk(RuleBasedStateMachine):
    """A walk along a street, which must end well wherever it ends."""

    def street_to_walk(self):
        raise NotImplementedError

    def __init__(self):
        super().__init__()
        self.street = self.street_to_walk()

    @rule(number=numbers, trouble=troubles)
    def come_back(self, number, trouble):
        self.street.come_back(number, trouble)

    @rule(number=numbers, trouble=troubles)
    def notify(self, number, trouble):
        self.street.notify(number, trouble)

    @rule(trouble=troubles)
    def call_off(self, trouble):
        self.street.call_off(trouble)

    @rule(minutes=st.sampled_from([1, 5, 31, 50, 200]), trouble=troubles)
    def wait(self, minutes, trouble):
        self.street.wait(minutes, trouble)

    @rule(by=st.sampled_from([-100, 100]))
    def change_price(self, by):
        self.street.change_price(by)

    @rule()
    def sell_elsewhere(self):
        self.street.sell_elsewhere()

    @rule()
    def add_one_more(self):
        self.street.add_one_more()

    @precondition(lambda self: self.street.state == OrderState.PAID)
    @rule()
    def cancel(self):
        self.street.cancel()

    def teardown(self):
        try:
            self.street.settle_down()
            assert self.street.end() == self.street.right_end()
            assert breaks() == []
        finally:
            self.street.leave()


def walks(examples, steps):
    return settings(
        max_examples=examples, stateful_step_count=steps, deadline=None, derandomize=True
    )
