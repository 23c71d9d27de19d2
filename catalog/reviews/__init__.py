"""What customers think of a product: ``writing`` it, staff ``moderating`` and answering it, others
``voting`` it helpful. ``moving`` keeps the product's numbers of stars right at every step.

Each is a verb that a page, the administration or a simulation calls alike; their time is
``shop.core.clock``.
"""
