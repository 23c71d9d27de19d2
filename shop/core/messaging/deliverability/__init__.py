"""Whether mails of this shop can be believed: what its domains, its server and its own words lack.

Judges are functions of facts, records of the DNS above all, and know no network; ``asking`` reads
those records, ``examining`` puts all questions together. ``manage.py check_sending`` tells the
answers, docs/deliverability.md what they mean.
"""
