"""Ways to pay: ``interface`` says what one offers, each module beside it is one bank."""
