"""Bank transfer: the shopper sends the money by their own bank, and staff say when it is there.

Nobody is asked over a network: the shop's bank account is looked at by people
(``checkout.payments.matching``).
"""
