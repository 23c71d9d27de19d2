"""What was left and what is done about it, failed payments, replies, the scenarios behind it all and their words."""

from recovery.admin import alert, episode, reply, scenario, wording

__all__ = ["alert", "episode", "reply", "scenario", "wording"]
