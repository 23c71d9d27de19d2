"""What was asked, allowed, written and answered, for staff to read.

Two things are to do: to send again, and to lift a pause.
"""

from shop.core.messaging.admin.feedback import FeedbackAdmin, PauseAdmin
from shop.core.messaging.admin.messages import MessageAdmin
from shop.core.messaging.admin.people import ConsentAdmin, PersonAdmin, SuppressionAdmin

__all__ = [
    "ConsentAdmin",
    "FeedbackAdmin",
    "MessageAdmin",
    "PauseAdmin",
    "PersonAdmin",
    "SuppressionAdmin",
]
