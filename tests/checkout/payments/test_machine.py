"""Whatever happens, in whatever order: charged at most once, and nothing unclear in the end (S8.3).

Returns, notifications, retries, deaths at every boundary, a bank that breaks off, prices and stock
that change: Hypothesis makes the walks. In the end the order and the money agree, the stock is
conserved, one confirmation went out, and what the shop could not sell was given back.
"""

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import rule, run_state_machine_as_test

from checkout.gateways.testbank.models import Answer, Giving, Telling, When
from tests.checkout.payments.street import TROUBLES, Street
from tests.checkout.payments.walk import Walk, numbers, walks

line_troubles = st.sampled_from(["none"] * 4 + list(TROUBLES))
tellings = st.sampled_from(list(Telling))
behaviours = st.fixed_dictionaries(
    {
        "when": st.sampled_from([When.NOW] * 4 + list(When)),
        "telling": tellings,
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


class AtTheTestBank(Walk):
    def street_to_walk(self):
        return Street()

    @rule(
        way=st.sampled_from(["testbank", "testbank", "testbank:3"]),
        shown_total=st.sampled_from([10**9, 10**9, 3070]),
        trouble=line_troubles,
    )
    def press(self, way, shown_total, trouble):
        self.street.press(way, shown_total, trouble)

    @rule(when=st.sampled_from([When.STUBBORN, When.AFTER_ALL, When.HOURS]), telling=tellings)
    def pay_and_hear_late(self, when, telling):
        """Else it takes luck: an attempt, a yes to it, and a bank that is slow about it."""
        self.street.press("testbank", 10**9, "none")
        self.street.decide_last(when=when, telling=telling)

    @rule(number=numbers, answer=answers, behaviour=behaviours)
    def decide(self, number, answer, behaviour):
        self.street.decide(number, *answer, behaviour)


@pytest.mark.django_db
def test_payments_end_well_whatever_happens():
    run_state_machine_as_test(AtTheTestBank, settings=walks(25, 12))


@pytest.mark.django_db
@pytest.mark.parametrize("trouble", ["none", "cut", "garbage", "dies settled"])
def test_money_that_a_bank_took_after_all_and_never_told_of_ends_well(trouble):
    machine = AtTheTestBank()
    machine.pay_and_hear_late(When.HOURS, Telling.NEVER)
    machine.wait(31, trouble)
    machine.teardown()


@pytest.mark.slow
@pytest.mark.django_db
def test_payments_end_well_whatever_happens_for_long():
    run_state_machine_as_test(AtTheTestBank, settings=walks(50, 30))
