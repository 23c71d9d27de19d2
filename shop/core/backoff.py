"""How long to wait before somebody who did not answer is asked again."""

from datetime import timedelta

PAUSES = [timedelta(minutes=m) for m in (1, 2, 5, 15, 30, 60)]


def later(asked: int) -> timedelta:
    """Return the pause after the question number ``asked``, counted from one; at most an hour."""
    return PAUSES[min(max(asked, 1), len(PAUSES)) - 1]
