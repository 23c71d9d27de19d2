"""Staff hear of failed payments at once (R8)."""
