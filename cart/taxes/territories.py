"""What counts as which country for VAT: directive 2006/112/EC, articles 5 to 7.

Only by ISO 3166 code. Places that a postcode tells apart (the Canaries, Livigno, Heligoland, Mount Athos)
and Northern Ireland are treated as the country they are written with.
"""

UNION = frozenset([
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU",
    "IE", "IT", "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
])  # fmt: skip
# Article 7. What is not here stands for itself: Guadeloupe and Åland have codes of their own and lie
# outside the territory of the directive (article 6, for France CGI 294), so goods sent there are exports.
_COUNTS_AS = {"MC": "FR", "IM": "GB"}


def taxed_as(country: str) -> str:
    """Return the country whose VAT is due in ``country``: Monaco's is France's."""
    return _COUNTS_AS.get(country, country)
