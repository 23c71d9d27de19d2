"""The words of reminders: written, tried on a cart, judged, and taken back."""

from recovery.admin.wording.admin import WordingAdmin

__all__ = ["WordingAdmin"]
