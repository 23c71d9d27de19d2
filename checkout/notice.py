"""What the shopper is told where the e-mail address is asked for (P1, S5.2)."""

# The version is stored with every consent. Change it whenever these words change.
TEXT_VERSION = "checkout-2026-11"
KEPT_DAYS = 90  # after that an unfinished order loses its personal data (P3)
