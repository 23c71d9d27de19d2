"""The one calculator: facts in, priced lines and totals out (pitfall M7).

Pure: no database, no settings, no clock. Cart page, checkout, order, mail and bank all show what
``price`` returned. Amounts are minor units and include tax; which tax is in them is worked out.
"""

from cart.pricing.calculator import price
from cart.pricing.deals import Deal, Kind, Obstacle, Reason, Stacking, Targets, Visit
from cart.pricing.facts import WHOLE, Exemption, Item, Postage, TaxRules
from cart.pricing.totals import Applied, PricedItem, TaxPart, Totals

__all__ = [
    "WHOLE",
    "Applied",
    "Deal",
    "Exemption",
    "Item",
    "Kind",
    "Obstacle",
    "Postage",
    "PricedItem",
    "Reason",
    "Stacking",
    "Targets",
    "TaxPart",
    "TaxRules",
    "Totals",
    "Visit",
    "price",
]
