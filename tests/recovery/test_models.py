"""What the tables refuse, and that the ledger knows every reason there is."""

import pytest
from django.db import IntegrityError, transaction

from recovery.episodes.ledger import record
from recovery.models import (
    Code,
    Decision,
    Episode,
    Link,
    Reminder,
    Scenario,
    ScenarioStep,
    Verdict,
    Wake,
    Wording,
)
from shop.core.messaging.reasons import Reason
from tests.admin_rows import message, wording
from tests.recovery.conftest import MINUTE


def test_every_reason_of_a_message_is_a_code_with_the_same_words():
    assert {r.value: str(r.label) for r in Reason}.items() <= {
        c.value: str(c.label) for c in Code
    }.items()


@pytest.mark.parametrize(
    ("model", "changes", "name"),
    [
        (Scenario, {"least_depth": 5, "most_depth": 4}, "scenario_depths_in_order"),
        (Scenario, {"activated_at": None}, "scenario_active_has_date"),
        (ScenarioStep, {"delay_minutes": 0}, "scenario_step_waits"),
        (ScenarioStep, {"useful_minutes": 0}, "scenario_step_waits"),
        (Decision, {"verdict": "?"}, "decision_verdict_known"),
        (Decision, {"code": "?"}, "decision_code_known"),
        (Episode, {"noticed_for": "planned"}, "episode_noticed_for_known"),
        (Reminder, {"code": "left"}, "reminder_code_known"),
        (Link, {"purpose": "?"}, "link_purpose_known"),
        (Wake, {"kind": "?"}, "wake_kind_known"),
        (Wording, {"occasion": "?"}, "wording_occasion_known"),
    ],
)
def test_constraint(street, model, changes, name):
    payment = street.fail_to_pay()
    assert street.after(MINUTE) == {"woken": 1}
    episode = payment.order.episodes.get()
    Link.objects.create(episode=episode, purpose="stop", digest="x")
    record(episode, Verdict.DROPPED, Code.EMPTIED, at=episode.opened_at)
    assert model.objects.exists()
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        model.objects.update(**changes)


def test_a_step_has_its_name_once(scenarios):
    step = ScenarioStep.objects.first()
    with pytest.raises(IntegrityError), transaction.atomic():
        ScenarioStep.objects.create(scenario=step.scenario, slug=step.slug, delay_minutes=9)


def test_an_occasion_has_words_once_a_language(db):
    with pytest.raises(IntegrityError), transaction.atomic():
        Wording.objects.create(occasion="cart", language="en")


@pytest.mark.parametrize("changes", [{"number": 1}, {"is_current": True}])
def test_words_have_each_number_once_and_one_version_in_use(db, changes):
    versions = wording().versions
    another = {"number": 2, "is_current": False, **changes}
    with pytest.raises(IntegrityError), transaction.atomic():
        versions.create(**another)
    assert versions.create(number=2, is_current=False).pk


def test_a_step_is_planned_once_an_episode(episode):
    planned = Reminder.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        Reminder.objects.create(
            episode=episode,
            step_slug=planned.step_slug,
            channel=planned.channel,
            message=message(),
        )


def test_a_payment_wakes_once_a_kind(street):
    payment = street.fail_to_pay()
    with pytest.raises(IntegrityError), transaction.atomic():
        Wake.objects.create(payment=payment, kind="payment_failed")
