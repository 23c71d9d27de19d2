"""What the shopper is told about their e-mail address (P1, S5.2) and about an open payment."""

from django.utils.translation import gettext

# The version is stored with every consent. Change it whenever these words change.
TEXT_VERSION = "checkout-2026-11"


def payment_under_way() -> str:
    """Return why what is being paid for cannot be changed or erased, and what to do."""
    return gettext(
        "A payment for this cart is under way. Finish it or call it off first, on the payment page."
    )
