"""A bank to try the shop with: it has accounts of its own, a page, and a will that the visitor sets.

It is a stranger to the shop: it knows a payment by the shop's ref and an amount, and speaks through
``gateway`` and signed notifications only. It exists in the embedded profile alone.
"""
