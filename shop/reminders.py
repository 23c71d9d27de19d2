"""What the settings read about reminders: when, and to whom."""

from datetime import time

import environ

from shop.environment import Profile, stop

CONSENT_POLICIES = ("strict", "opt_in")


# A browser that a test drives is a shopper where nobody sells anything.
TOOLS_OF_TESTS = ["HeadlessChrome", "python", "curl"]


def counted_agents(env: environ.Env, profile: Profile) -> list[str]:
    """Return by which parts of its User-Agent a program counts as a shopper all the same (R12)."""
    default = TOOLS_OF_TESTS if profile is Profile.EMBEDDED else []
    return [each for each in env.list("COUNTED_AGENTS", default=default) if each]


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
