"""What the shopper is told about their e-mail address (P1, S5.2) and about an open payment."""

from django.conf import settings
from django.utils.translation import gettext

from shop.core.messaging.grounds import Policy

# The version is stored with every consent and order. Change them whenever these words change.
TEXT_VERSION = "checkout-2026-11"
WITH_OPT_OUT = "checkout-opt-out-2026-11"  # says that customers are reminded, offers to refuse

SMS_TEXT_VERSION = "sms-2026-11"  # of the box beside the phone

# Change this only by adding: orders in which one of these was shown make somebody a customer who may
# be reminded.
TELL_CUSTOMERS = frozenset({WITH_OPT_OUT})


def offers_opt_out() -> bool:
    return bool(settings.REMINDER_CONSENT == Policy.STRICT)


def current_version() -> str:
    """Return which notice the e-mail step shows under the policy in force."""
    return WITH_OPT_OUT if offers_opt_out() else TEXT_VERSION


def version_shown(said: object) -> str:
    """Return which notice a form says that it showed; that which every form showed if it says none."""
    return said if isinstance(said, str) and said in TELL_CUSTOMERS else TEXT_VERSION


def payment_under_way() -> str:
    """Return why what is being paid for cannot be changed or erased, and what to do."""
    return gettext(
        "A payment for this cart is under way. Finish it or call it off first, on the payment page."
    )
