"""Whether the regular jobs run, and what waits for them (O4, pitfall R16).

``beating.py`` writes down that a job has come to its end, ``jobs.py`` reads how all of them do,
``behind.py`` counts what waits and for how long, ``recent.py`` what happened within the hour. The
administration, ``/readyz`` and ``/metrics`` (``metrics.py``) show the same numbers; ``alarm.py``
tells staff of what is late. ``shop/watchdog.py`` lets it look.
"""
