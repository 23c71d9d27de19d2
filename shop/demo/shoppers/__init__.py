"""The shoppers of the demo's past: they search, look, fill carts, buy and leave, days ago.

``people.py`` makes them up, ``days.py`` lets time pass, ``journey.py`` is one person's way through
the nine steps by the shop's own verbs, ``post.py`` brings them the shop's mails, and
``telling.py`` tells the whole of it, from one seed.
"""
