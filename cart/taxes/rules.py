"""Which tax a sale of goods contains, and whether it is charged (ADR 0011). Pure.

Directive 2006/112/EC: 33 and 59c (sales at a distance), 138 (to businesses in another member state),
146 (exports), 369a ff. (the one-stop-shop).
"""

from collections.abc import Mapping
from datetime import date

from cart.pricing import Exemption, TaxRules
from cart.taxes.numbers import country_of
from cart.taxes.reading import RateBook
from cart.taxes.territories import UNION, taxed_as


def rules_for(
    *,
    country: str,
    vat_number: str,
    at: date,
    home: str,
    one_stop_shop: bool,
    book: RateBook,
    own_rates: Mapping[str, int] | None = None,
) -> TaxRules:
    """Return the rules for goods that a shop in ``home`` sends to ``country`` on day ``at``.

    ``vat_number`` is the buyer's, normalised and valid, or empty for a consumer. ``own_rates`` stand
    for those of the book at home. Raises LookupError for a country or a day that the book lacks.
    """
    here, there = taxed_as(home), taxed_as(country)
    home_rates = own_rates or book.rates(here, at)
    if there == here:
        return TaxRules(rates=home_rates)
    if here not in UNION or there not in UNION:
        return TaxRules(rates=home_rates, exemption=Exemption.EXPORT)
    if vat_number and country_of(vat_number) not in ("", here):
        return TaxRules(rates=home_rates, exemption=Exemption.REVERSE_CHARGE)
    return TaxRules(rates=book.rates(there, at) if one_stop_shop else home_rates)
