"""What was left and what is done about it, failed payments, replies, and the scenarios behind it all."""

from recovery.admin import alert, episode, reply, scenario

__all__ = ["alert", "episode", "reply", "scenario"]
