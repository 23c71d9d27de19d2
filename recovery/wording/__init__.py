"""The words of reminders: those the shop brings along, those that staff put in their place, and how they read."""
