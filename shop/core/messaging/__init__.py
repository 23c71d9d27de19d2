"""People, what they allow, and everything that is written to them.

A message lives like this: an app puts it into the ``outbox`` in the transaction of the fact it
tells → ``sending`` claims it, asking the ``gate`` once more → ``rendering`` writes it from the
facts of the moment → ``handing_over`` says that it goes → one of
the ``streams`` has a ``transport`` that hands it over → that it was
sent is said with the next one, what else became of it by the ``outbox``.
"""
