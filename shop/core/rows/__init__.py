"""Rows by the thousand, as sweeps, senders and reports read and write them.

What Django does for each row is done here once for all of them: ``loading`` and ``timestamps`` read,
``lookups`` asks by many keys, ``writing`` makes and inserts. Whoever has a few rows needs none of it.
"""
