"""What waits for the sweep, and since when (O4)."""

from recovery.models import Scenario, ScenarioStep
from recovery.reminding.scenarios import active_scenarios, idle_after
from shop.core.heartbeat.behind import backlogs
from tests.conftest import NOON
from tests.recovery.conftest import HOUR, MINUTE


def waiting(at):
    found = backlogs(at=at)
    return {each.name: (each.count, each.oldest_at, each.is_late) for each in found if each.count}


def test_what_is_left_waits_from_when_it_counts_as_left(street):
    street.leave("address")
    assert waiting(NOON + HOUR - MINUTE) == {}
    assert waiting(NOON + HOUR + 15 * MINUTE) == {"left": (2, NOON + HOUR, False)}
    assert waiting(NOON + HOUR + 16 * MINUTE) == {"left": (2, NOON + HOUR, True)}
    street.after(2 * HOUR)
    assert waiting(NOON + 2 * HOUR) == {}


def test_a_failed_payment_waits_for_recovery_and_for_staff(street):
    street.fail_to_pay()
    late = {name for name, (_n, _since, is_late) in waiting(NOON + 16 * MINUTE).items() if is_late}
    assert late == {"wakes", "alerts"}


def test_how_long_nothing_may_happen_is_asked_in_one_query(street, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert idle_after() == HOUR
    ScenarioStep.objects.update(delay_minutes=90)
    assert idle_after() == active_scenarios().idle_after == 90 * MINUTE
    Scenario.objects.update(is_active=False)
    assert idle_after() == active_scenarios().idle_after == HOUR
