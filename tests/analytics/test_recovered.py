from datetime import date

from analytics import recovered
from analytics.periods import last_days
from analytics.recovered import Outcome
from checkout.models import Order
from recovery.models import Episode, Reminder, Scenario
from shop.core.messaging.models import Message, Suppression
from tests.analytics.history import DAY
from tests.conftest import NOON

DAILY = Outcome(
    noticed=4,
    written=2,
    returned=2,
    by_link=1,
    ordered=1,
    revenue=2490,
    abandoned=1,
    open=1,
    stopped=1,
)


def test_every_visit_is_counted_once(history):
    history(2)
    total = recovered.outcomes(last_days(7)).total
    assert total == DAILY + DAILY
    assert total.held_back == 4


def test_outcomes_by_scenario_cause_and_depth(history):
    history(1)
    found = recovered.outcomes(last_days(7))
    scenario = Scenario.objects.get(slug="checkout-left").pk
    assert {key: each.noticed for key, each in found.by("scenario").items()} == {
        scenario: 3,
        None: 1,
    }
    assert {key: each.noticed for key, each in found.by("cause").items()} == {
        "form_errors": 1,
        "unknown": 2,
        "payment_declined": 1,
    }
    assert found.by("depth")[4] == Outcome(
        noticed=1, written=1, returned=1, by_link=1, ordered=1, revenue=2490, stopped=1
    )
    assert recovered.scenarios()[scenario]


def test_each_day_has_its_visits(history):
    history(2)
    days = recovered.by_day(last_days(7))
    assert list(days.values()) == [Outcome()] * 5 + [DAILY] * 2
    assert list(days)[-1] == date(2026, 3, 4)


def test_a_message_that_is_due_makes_a_visit_wait(history):
    history(1)
    Message.objects.filter(state="skipped").update(state="due", reason="")
    total = recovered.outcomes(last_days(1)).total
    assert (total.waiting, total.written, total.held_back) == (1, 2, 1)


def test_a_message_that_may_have_been_sent_counts_as_sent(history):
    history(1)
    Message.objects.filter(state="sent").update(state="unknown", reason="unclear")
    assert recovered.outcomes(last_days(1)).total.written == 2


def test_an_order_counts_once_whatever_it_made_good(history):
    history(1)
    bought = Order.objects.get(recovered_episodes__isnull=False)
    other = Episode.objects.get(state="returned")
    Episode.objects.filter(pk=other.pk).update(state="recovered", bought=bought)
    total = recovered.outcomes(last_days(1)).total
    assert (total.ordered, total.revenue) == (2, 2490)


def test_who_stopped_before_is_not_stopped_by_this_visit(history):
    history(1)
    Suppression.objects.update(created_at=Episode.objects.first().left_at - DAY)
    assert recovered.outcomes(last_days(1)).total.stopped == 0


def test_reasons_are_of_the_ledger_and_of_the_gate(history):
    history(2)
    visit = Episode.objects.filter(state="returned").first()
    copy = Message.objects.get(reminder__episode=visit)
    copy.pk, copy.ref, copy.about = None, "0" * 32, "another"
    copy.save()
    Reminder.objects.create(episode=visit, step_slug="second", channel="email", message=copy)
    reasons = recovered.held_back(last_days(7))
    assert list(reasons.items()) == [("came_back", 2), ("no_consent", 2)]


def test_alerts_are_counted(history):
    history(2)
    found = recovered.alerts(last_days(7))
    assert found == {"raised": 2, "seen": 2, "paid": 0}
    Order.objects.filter(payments__state="failed").update(placed_at=NOON, state="paid")
    assert recovered.alerts(last_days(1)) == {"raised": 1, "seen": 1, "paid": 1}
