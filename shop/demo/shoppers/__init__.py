"""The shoppers of the demo's past: they search, look, fill carts, buy and leave, days ago.

``people.py`` makes them up, ``days.py`` lets time pass, ``past.py`` says who comes and how far they
go: ``looking.py`` before the cart, ``journey.py`` from the cart to the order, ``reviewing.py``
after it. ``post.py`` brings them the shop's mails. ``telling.py`` tells all of it, from one seed.
"""
