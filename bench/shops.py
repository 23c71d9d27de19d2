"""The two shops that are measured: the second is the first one grown."""

from bench import database
from catalog.generating import generate
from catalog.models import Product

PRODUCTS = 10_000
MANY_PRODUCTS = 100_000


def fill() -> None:
    """Make ``PRODUCTS`` of an empty shop: 50 categories, variants, stock, pictures without files."""
    generate(count=PRODUCTS, has_pictures=True)


def grow() -> None:
    """Add products until there are ``MANY_PRODUCTS``."""
    missing = MANY_PRODUCTS - Product.objects.count()
    if missing > 0:
        generate(count=missing, has_pictures=True, may_add=True)
    database.settled()
