"""Whatever happens, in whatever order: charged at most once, and nothing unclear in the end (S8.3).

Returns, notifications, retries, deaths at every boundary, a bank that breaks off, prices and stock
that change: Hypothesis makes the walks. In the end the order and the money agree, the stock is
conserved, one confirmation went out, and what the shop could not sell was given back.
"""

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test

from checkout.gateways.testbank.models import Answer, Giving, Telling, When
from checkout.models import OrderState
from shop.core.integrity import breaks
from tests.checkout.payments.street import DEATHS, TROUBLES, Street

numbers = st.integers(0, 5)
troubles = st.sampled_from(["none"] * 6 + list(TROUBLES + DEATHS))
line_troubles = st.sampled_from(["none"] * 4 + list(TROUBLES))
behaviours = st.fixed_dictionaries(
    {
        "when": st.sampled_from([When.NOW] * 4 + list(When)),
        "telling": st.sampled_from(list(Telling)),
        "giving": st.sampled_from([Giving.AT_ONCE, Giving.LATER]),
        "is_promise": st.booleans(),
    }
)
answers = st.sampled_from(
    [
        (Answer.ACCEPTED, ""),
        (Answer.ACCEPTED, ""),
        (Answer.REFUSED, "declined"),
        (Answer.REFUSED, "plan_refused"),
    ]
)


class Payments(RuleBasedStateMachine):
    def __init__(self):
        super().__init__()
        self.street = Street()

    @rule(
        way=st.sampled_from(["testbank", "testbank", "testbank:3"]),
        shown_total=st.sampled_from([10**9, 10**9, 3070]),
        trouble=line_troubles,
    )
    def press(self, way, shown_total, trouble):
        self.street.press(way, shown_total, trouble)

    @rule(number=numbers, answer=answers, behaviour=behaviours)
    def decide(self, number, answer, behaviour):
        self.street.decide(number, *answer, behaviour)

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


@pytest.mark.django_db
def test_payments_end_well_whatever_happens():
    run_state_machine_as_test(Payments, settings=walks(25, 12))


@pytest.mark.slow
@pytest.mark.django_db
def test_payments_end_well_whatever_happens_for_long():
    run_state_machine_as_test(Payments, settings=walks(50, 30))
