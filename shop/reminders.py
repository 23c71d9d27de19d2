"""What the settings read about reminders: when, and whom."""

from datetime import time

from shop.environment import stop

CONSENT_POLICIES = ("strict", "opt_in")


def quiet_hours(text: str) -> str:
    """Return ``text``, empty or ``21:00-08:00``, or stop: the gate would hold back every reminder."""
    try:
        if text:
            _start, _end = map(time.fromisoformat, text.split("-"))
    except ValueError:
        stop(f"QUIET_HOURS is {text!r}; it must look like 21:00-08:00, or be empty.")
    return text


def reminder_consent(text: str) -> str:
    """Return ``text``, or stop: who may be written to is never guessed (P1)."""
    if text not in CONSENT_POLICIES:
        stop(f"REMINDER_CONSENT is {text!r}; it must be one of: {', '.join(CONSENT_POLICIES)}.")
    return text
