"""Money, from the button to its end and back.

``paying`` begins a payment, ``asking`` hears of it (the shopper is back, the bank notifies, the shop
asks), ``settling`` writes down how it ended, and ``placing`` what the order becomes. ``expiring``
and ``reconciling`` look after what never ends by itself, ``overlooked`` after what a bank took and
never told of. ``refunding`` gives back, ``explaining`` has the words.
"""
