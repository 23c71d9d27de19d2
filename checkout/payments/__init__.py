"""A payment from the button to its end: ``paying`` begins it, ``settling`` writes down how it ended,
``expiring`` looks after those that never end, ``explaining`` has the words.
"""
