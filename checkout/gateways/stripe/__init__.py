"""Cards by Stripe: Payment Intents, the Card Element, 3-D Secure (S8.1).

``gateway`` has the verbs; ``cards`` and ``views`` are the shop's own page on which Stripe's script
takes the card: the shop hears a token's name, never a number. ``client`` is how Stripe is asked,
``reading`` what its answers mean, ``declines`` why a bank says no, ``notifications`` what it tells by
itself, ``books`` what moved. ``docs/payments.md`` tells how to set it up.
"""
