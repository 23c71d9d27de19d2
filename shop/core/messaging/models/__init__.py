"""Who may be written to, and what is to be written: the tables behind every message."""

from shop.core.messaging.models.feedback import Feedback
from shop.core.messaging.models.message import Channel, Message, MessageEvent, State
from shop.core.messaging.models.pause import Pause
from shop.core.messaging.models.permission import Consent, Purpose, Suppression, SuppressionReason
from shop.core.messaging.models.person import Identifier, Person

__all__ = [
    "Channel",
    "Consent",
    "Feedback",
    "Identifier",
    "Message",
    "MessageEvent",
    "Pause",
    "Person",
    "Purpose",
    "State",
    "Suppression",
    "SuppressionReason",
]
