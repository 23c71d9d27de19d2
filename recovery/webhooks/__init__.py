"""Tells other tools what becomes of carts and payments, signed as Standard Webhooks asks (O6).

A delivery lives like this: ``recording`` writes it in the transaction of the fact, with the exact
text of ``payload``, for each endpoint that chose the event (``catalogue``) → ``delivering`` takes the
endpoints in turn → ``claiming`` moves a delivery to *sending* and commits → ``posting`` hands it
over, signed by ``signing`` → ``settling`` writes down what became of it. ``endpoints`` has what staff
do to an endpoint. At least once, in no promised order.
"""
