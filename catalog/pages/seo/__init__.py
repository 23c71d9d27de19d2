"""What search engines and other machines are told (L4)."""
