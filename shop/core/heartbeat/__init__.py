"""Whether the regular jobs run, and what waits for them (O4, pitfall R16).

``beating.py`` writes down that a job has come to its end, ``jobs.py`` reads how all of them do,
``behind.py`` counts what waits and for how long. The administration and ``/readyz`` show the same
numbers.
"""
