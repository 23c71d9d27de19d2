"""Links that open something: made for a mail, found again by their hash."""
