"""Invoices of placed orders, and the credit notes that correct them (S9.1): ``numbering`` counts,
``issuing`` and ``crediting`` make, ``reading`` shows.
"""
