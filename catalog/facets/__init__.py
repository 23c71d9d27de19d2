"""What lists of products can be narrowed by, how many there are of each, and who keeps count.

``keeping`` writes a narrow row a product, in the transaction of whatever changed it; ``filters`` is
what a visitor asks for; ``statement`` and ``listing`` ask the database, once for a page and its counts.
"""
