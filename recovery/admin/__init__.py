"""What was left and what is done about it, failed payments, and the scenarios behind it all."""

from recovery.admin import alert, episode, scenario

__all__ = ["alert", "episode", "scenario"]
