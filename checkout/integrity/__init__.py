"""What must hold between orders, payments, refunds, stock and promotions, as ``check_integrity`` asks
it: ``stock`` and promotions' ``uses``, ``money``, and the ``states`` with their histories.
"""

from checkout.integrity import credit_notes, invoices, money, states, stock, uses

__all__ = ["credit_notes", "invoices", "money", "states", "stock", "uses"]
