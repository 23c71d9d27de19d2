"""The one calculator: facts in, priced lines and totals out (pitfall M7).

Pure: no database, no settings, no clock. Cart page, checkout, order, mail and bank all show what
``price`` returned. Amounts are minor units and include tax; which tax is in them is worked out.
"""

from cart.pricing.calculator import price
from cart.pricing.facts import WHOLE, Exemption, Item, TaxRules
from cart.pricing.totals import PricedItem, TaxPart, Totals

__all__ = ["WHOLE", "Exemption", "Item", "PricedItem", "TaxPart", "TaxRules", "Totals", "price"]
