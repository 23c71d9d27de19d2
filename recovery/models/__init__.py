"""What was left on the way, what is done about it, and why: episodes, scenarios, the ledger."""

from recovery.models.alert import Alert
from recovery.models.cart_link import CartLink
from recovery.models.codes import Code, Verdict
from recovery.models.decision import Decision
from recovery.models.episode import Cause, Depth, Episode, EpisodeState, Obstacle
from recovery.models.link import Link, LinkPurpose
from recovery.models.reminder import Reminder
from recovery.models.reply import Reply
from recovery.models.scenario import Scenario, ScenarioStep
from recovery.models.wake import Wake, WakeKind
from recovery.models.webhook import (
    OffReason,
    WebhookCode,
    WebhookDelivery,
    WebhookEndpoint,
    WebhookState,
    WebhookStep,
)
from recovery.models.wording import Occasion, Wording, WordingVersion

__all__ = [
    "Alert",
    "CartLink",
    "Cause",
    "Code",
    "Decision",
    "Depth",
    "Episode",
    "EpisodeState",
    "Link",
    "LinkPurpose",
    "Obstacle",
    "Occasion",
    "OffReason",
    "Reminder",
    "Reply",
    "Scenario",
    "ScenarioStep",
    "Verdict",
    "Wake",
    "WakeKind",
    "WebhookCode",
    "WebhookDelivery",
    "WebhookEndpoint",
    "WebhookState",
    "WebhookStep",
    "Wording",
    "WordingVersion",
]
