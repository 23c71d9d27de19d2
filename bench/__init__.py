"""Measures the promises about speed; ``make bench`` runs it, ``bench/README.md`` shows the result."""
