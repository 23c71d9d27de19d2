"""Alerts that people ask for: when a search finds something, when a variant is back in stock (S1.3).

An alert lives like this: ``asking`` writes it down, and a mail asks whoever reads the mailbox to
confirm it, unless their account has proved the address → ``answering`` confirms, shows and erases
it by the link of a mail → ``watching`` looks whether it has come true, and moves it into the outbox
in the same statement that ends it → ``mails`` writes what there is at that moment → ``keeping``
forgets it. ``things`` says what there is.
"""
