"""Lists and counts worked out one product after the other, as anybody would on paper."""

from collections import Counter
from dataclasses import replace

from catalog.facets.prices import step_of


class Facts:
    """What a product is narrowed by, read from its models; ``paths`` are slugs of shelves by path."""

    def __init__(self, product, paths):
        offers = [variant for variant in product.variants.all() if variant.is_active]
        self.product = product
        self.shelf = product.category.slug
        self.shelves = {
            slug for path, slug in paths.items() if product.category.path.startswith(path)
        }
        self.brand = product.brand.slug if product.brand else None
        self.price = min((offer.price for offer in offers), default=None)
        stars = [review.stars for review in product.reviews.all() if review.state == "approved"]
        self.stars = sum(stars) // len(stars) if stars else 0
        self.is_in_stock = any(
            not offer.stock.is_tracked or offer.quantities.sellable(offer.stock.available)
            for offer in offers
        )
        values = {*product.attributes.all()}
        values |= {value for offer in offers for value in offer.option_values.all()}
        self.values = {(value.attribute.code, value.code) for value in values}

    def fits(self, filters):
        """Tell whether the product meets every filter."""
        return (
            self.product.is_published
            and (not filters.categories or bool(self.shelves & {*filters.categories}))
            and (not filters.brands or self.brand in filters.brands)
            and (not filters.prices or any(self.costs(band) for band in filters.prices))
            and self.stars >= filters.stars
            and (not filters.in_stock or self.is_in_stock)
            and all(self.has_any(code, values) for code, values in filters.attributes)
        )

    def costs(self, band):
        if self.price is None or self.price < band.low:
            return False
        return band.high is None or self.price < band.high

    def has_any(self, code, values):
        return bool(self.values & {(code, each) for each in values})


def counted(products, filters):
    """Return how many products each value of each facet would leave, under all other filters."""

    def under(**others):
        return [each for each in products if each.fits(replace(filters, **others))]

    priced = [each for each in under(prices=()) if each.price is not None]
    return {
        "categories": Counter(each.shelf for each in under(categories=())),
        "brands": Counter(each.brand for each in under(brands=()) if each.brand),
        "price_steps": Counter(step_of(each.price) for each in priced),
        "stars": Counter(each.stars for each in under(stars=0)),
        "in_stock": sum(each.is_in_stock for each in under(in_stock=False)),
        "values": _values(products, filters),
    }


def _values(products, filters):
    """Return the same for values; of each attribute without the filter of that attribute alone."""
    found = Counter()
    for code in {code for each in products for code, _value in each.values}:
        others = tuple(each for each in filters.attributes if each[0] != code)
        for each in products:
            if each.fits(replace(filters, attributes=others)):
                found.update(value for value in each.values if value[0] == code)
    return found
