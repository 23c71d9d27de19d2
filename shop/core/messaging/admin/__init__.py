"""What was asked, allowed and written, for staff to read; the one thing to do is to send again."""

from shop.core.messaging.admin.messages import MessageAdmin
from shop.core.messaging.admin.people import ConsentAdmin, PersonAdmin, SuppressionAdmin

__all__ = ["ConsentAdmin", "MessageAdmin", "PersonAdmin", "SuppressionAdmin"]
