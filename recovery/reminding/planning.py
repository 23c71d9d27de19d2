"""Plans what a person is written: each step of a scenario once, or a line that says why not."""

from datetime import datetime, timedelta

from checkout.models import Payment
from recovery.episodes import ledger
from recovery.episodes.standing import Standing
from recovery.models import Code, Episode, Reminder, Scenario, ScenarioStep, Verdict
from shop.core import clock
from shop.core.messaging import outbox
from shop.core.messaging.classes import MessageClass
from shop.core.messaging.models import Channel, Message

REMINDER = "recovery.reminder"  # the kinds of messages
PAYMENT_FAILED = "recovery.payment_failed"
OWN_LINK = "recovery.own_link"

# The failure stands on the screen before the shopper's eyes. A second card may follow at once, and
# then the mail would be wrong by the time it arrives.
FAILURE_GRACE = timedelta(minutes=2)


def about_episode(episode: Episode) -> str:
    """Return how the facts begin that messages about ``episode`` tell."""
    return f"episode:{episode.pk}:"


def plan_reminders(episode: Episode, standing: Standing, *, at: datetime) -> None:
    """Plan every step of the episode's scenario. Inside the caller's transaction."""
    scenario = episode.scenario
    if scenario is None:
        ledger.record(episode, Verdict.NOT_PLANNED, Code.NO_SCENARIO, at=at)
    elif not _was_active(scenario, episode.left_at):
        ledger.record(episode, Verdict.NOT_PLANNED, Code.BEFORE_ACTIVATION, at=at)
    else:
        for step in scenario.steps.all():
            _plan_step(episode, standing, step, at=at)


def tell_of_failure(
    episode: Episode, standing: Standing, payment: Payment, *, at: datetime
) -> None:
    """Let the person be told that a payment failed: a fact of their order, once (R8)."""
    draft = _draft(episode, standing, PAYMENT_FAILED, MessageClass.SERVICE)
    draft.about = f"payment:{payment.pk}"
    draft.facts = {"episode": episode.pk, "payment": payment.pk}
    draft.due_at = at + clock.scaled(FAILURE_GRACE)
    _plan(episode, draft, f"payment-{payment.pk}", Code.FACT_TOLD, at=at)


def _was_active(scenario: Scenario, moment: datetime) -> bool:
    return scenario.activated_at is not None and scenario.activated_at <= moment


def _plan_step(episode: Episode, standing: Standing, step: ScenarioStep, *, at: datetime) -> None:
    draft = _draft(episode, standing, REMINDER, MessageClass.REMINDER)
    draft.about = f"{about_episode(episode)}{step.slug}"
    draft.facts = {"episode": episode.pk, "step": step.slug}
    planned_for = episode.left_at + clock.scaled(step.delay)
    draft.expires_at = planned_for + clock.scaled(step.useful_for)
    draft.due_at = max(planned_for, at)
    _plan(episode, draft, step.slug, Code.PLANNED, at=at)


def _draft(episode: Episode, standing: Standing, kind: str, message_class: MessageClass) -> Message:
    return Message(
        kind=kind,
        message_class=message_class,
        channel=Channel.EMAIL,
        person=episode.person,
        recipient=standing.email,
        language=standing.language,
    )


def _plan(episode: Episode, draft: Message, slug: str, code: Code, *, at: datetime) -> None:
    objection = outbox.plan(draft)
    if objection is not None and objection.until is None:
        why = Code(objection.reason.value)
        ledger.record(episode, Verdict.NOT_PLANNED, why, at=at, step=slug)
        return
    Reminder.objects.create(episode=episode, step_slug=slug, channel=draft.channel, message=draft)
    facts = {"step": slug, "due": draft.due_at.isoformat()}
    if objection is not None:
        facts["moved_for"] = objection.reason.value
    ledger.record(episode, Verdict.PLANNED, code, at=at, **facts)
