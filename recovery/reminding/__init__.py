"""Scenarios, the reminders they plan, the rules that hold them back, and the mails themselves."""
