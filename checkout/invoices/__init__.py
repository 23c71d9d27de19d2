"""Invoices of placed orders: ``numbering`` counts, ``issuing`` makes, ``reading`` shows (S9.1)."""
