"""People, what they allow, and everything that is written to them.

A message lives like this: an app puts it into the ``outbox`` in the transaction of the fact it
tells → ``sending`` claims it, asking the ``gate`` once more → ``rendering`` writes it from the
facts of the moment → ``transport`` hands it over → ``outbox`` records what became of it.
"""
