"""Plans what a person is written: each step of a scenario once, or a line that says why not."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from checkout.models import Payment
from recovery.episodes import ledger
from recovery.episodes.looks import Look
from recovery.episodes.standing import Standing
from recovery.models import Code, Decision, Episode, Reminder, Scenario, ScenarioStep, Verdict
from recovery.reminding.numbers import numbers_for
from shop.core import clock
from shop.core.messaging import outbox
from shop.core.messaging.classes import MessageClass
from shop.core.messaging.gate import Case, Objection
from shop.core.messaging.models import Channel, Message
from shop.core.rows.writing import insert, new

REMINDER = "recovery.reminder"  # the kinds of messages
PRODUCT_REMINDER = "recovery.product_reminder"
PAYMENT_FAILED = "recovery.payment_failed"
OWN_LINK = "recovery.own_link"

# The failure stands on the screen before the shopper's eyes. A second card may follow at once, and
# then the mail would be wrong by the time it arrives.
FAILURE_GRACE = timedelta(minutes=2)


def about_episode(episode: Episode) -> str:
    """Return how the facts begin that messages about ``episode`` tell."""
    return f"episode:{episode.pk}:"


def plan_reminders(
    left: Sequence[tuple[Episode, Standing | Look]], *, at: datetime
) -> list[Decision]:
    """Plan every step of each episode's scenario; return the lines of the ledger that say why not.

    Inside the caller's transaction.
    """
    lines = []
    plans: list[Plan] = []
    texts: list[Plan] = []
    for episode, standing in left:
        scenario = episode.scenario
        if scenario is None:
            code = Code.NO_SCENARIO
        elif not _was_active(scenario, episode.left_at):
            code = Code.BEFORE_ACTIVATION
        else:
            for step in scenario.steps_in_turn:
                by = plans if step.channel == Channel.EMAIL else texts
                by.append(_step(episode, standing, step, at))
            continue
        lines.append(ledger.line(episode, Verdict.NOT_PLANNED, code, at=at))
    if texts:
        lines += _address(texts, at=at)
        plans += [plan for plan in texts if plan.draft.recipient]
    return lines + _carry_out(plans, at=at)


def tell_of_failure(
    episode: Episode, standing: Standing, payment: Payment, *, at: datetime
) -> None:
    """Let the person be told that a payment failed: a fact of their order, once (R8)."""
    due_at = at + clock.scaled(FAILURE_GRACE)
    draft = _draft(episode, standing, PAYMENT_FAILED, MessageClass.SERVICE, due_at=due_at)
    draft.about = f"payment:{payment.pk}"
    draft.facts = {"episode": episode.pk, "payment": payment.pk}
    plan = Plan(episode, standing, draft, f"payment-{payment.pk}", Code.FACT_TOLD)
    ledger.write(_carry_out([plan], at=at))


@dataclass(frozen=True, slots=True)
class Plan:
    """A message to be planned: as which step of an episode, and why."""

    episode: Episode
    standing: Standing | Look
    draft: Message
    slug: str
    code: Code


def _address(texts: Sequence["Plan"], *, at: datetime) -> list[Decision]:
    """Say to which number each SMS goes; return why not, of those that stay without one."""
    lines = []
    for plan, number in zip(texts, numbers_for([plan.standing for plan in texts]), strict=True):
        plan.draft.channel = Channel.SMS
        plan.draft.recipient = "" if isinstance(number, Code) else number
        if isinstance(number, Code):
            lines.append(_not_planned(plan, number, at))
    return lines


def _was_active(scenario: Scenario, moment: datetime) -> bool:
    return scenario.activated_at is not None and scenario.activated_at <= moment


def _step(episode: Episode, standing: Standing | Look, step: ScenarioStep, at: datetime) -> Plan:
    planned_for = episode.left_at + clock.scaled(step.delay)
    due_at = max(planned_for, at)
    kind = PRODUCT_REMINDER if isinstance(standing, Look) else REMINDER
    draft = _draft(episode, standing, kind, MessageClass.REMINDER, due_at=due_at)
    draft.about = f"{about_episode(episode)}{step.slug}"
    draft.facts = {"episode": episode.pk, "step": step.slug}
    draft.expires_at = planned_for + clock.scaled(step.useful_for)
    return Plan(episode, standing, draft, step.slug, Code.PLANNED)


def _draft(
    episode: Episode,
    standing: Standing | Look,
    kind: str,
    message_class: MessageClass,
    *,
    due_at: datetime,
) -> Message:
    return new(
        Message,
        kind=kind,
        message_class=message_class,
        channel=Channel.EMAIL,
        person_id=episode.person_id,
        recipient=standing.email,
        language=standing.language,
        time_zone=" ".join(standing.time_zones(due_at)),
        due_at=due_at,
    )


def _carry_out(plans: Sequence[Plan], *, at: datetime) -> list[Decision]:
    """Put into the outbox what the gate lets through; return why not of all else."""
    cases = [Case(plan.draft, plan.draft.due_at, (plan.episode, plan.standing)) for plan in plans]
    refused, reminders = [], []
    for plan, case, objection in zip(plans, cases, outbox.plan(cases), strict=True):
        if objection is not None and objection.until is None:
            refused.append(_not_planned(plan, Code(objection.reason.value), at))
            continue
        reminders.append(_reminder(plan, case, objection, at))
    insert(reminders)
    return refused


def _not_planned(plan: Plan, why: Code, at: datetime) -> Decision:
    return ledger.line(plan.episode, Verdict.NOT_PLANNED, why, at=at, step=plan.slug)


def _reminder(plan: Plan, case: Case, objection: Objection | None, at: datetime) -> Reminder:
    facts = {"due": plan.draft.due_at.isoformat()}
    if case.ground is not None:
        facts["ground"] = case.ground.value
    if plan.draft.channel != Channel.EMAIL:
        facts["channel"] = plan.draft.channel
    if objection is not None:
        facts["moved_for"] = objection.reason.value
    return new(
        Reminder,
        episode_id=plan.episode.pk,
        step_slug=plan.slug,
        channel=plan.draft.channel,
        message_id=plan.draft.pk,
        code=plan.code,
        facts=facts,
        planned_at=at,
    )
