"""What the shop's pages show of reviews, and the form that customers write one with."""
