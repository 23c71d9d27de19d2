"""What was left and what is done about it, failed payments, replies, the scenarios behind it all and their
words, and who outside is told.
"""

from recovery.admin import (
    alert,
    episode,
    reply,
    scenario,
    webhook_delivery,
    webhook_endpoint,
    wording,
)

__all__ = [
    "alert",
    "episode",
    "reply",
    "scenario",
    "webhook_delivery",
    "webhook_endpoint",
    "wording",
]
