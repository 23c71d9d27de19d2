"""Product feeds: other shops' CSV files become products of this one.

The flow: ``reading`` turns the rows of a format (``shopify``, ``woocommerce``) into ``records``,
``writing`` applies them to the catalogue, ``importing`` runs it all, ``journal`` keeps what happened.

What holds for every format:

* The file is read as a stream. What is kept of it is one batch of products and, to find repeats,
  the SKUs; WooCommerce adds the place of each variation (a number or two), because a variation
  may stand anywhere in the file.
* The feed is right about what it names: a second run overwrites what staff changed of it, among
  it the number in stock. What it leaves blank or does not name (a brand, an attribute, a
  picture that staff added) stays. A variant that a complete product no longer has is taken off
  sale, never deleted: carts and orders refer to it.
* A bad row is refused with its cause; the good rows of the same product are still written.
* Pictures are never fetched: their addresses are written down.
* Prices are taken as they stand: this shop's currency, tax included.
"""
