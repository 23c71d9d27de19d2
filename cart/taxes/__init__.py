"""Which VAT a sale bears: rates by country, class and date, and who is sold to without it.

``rates.toml`` is the data, ``reading`` loads it, ``territories`` says what counts as what country,
``numbers`` knows VAT numbers, ``rules`` decides (ADR 0011).
"""
