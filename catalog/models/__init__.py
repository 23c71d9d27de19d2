"""What the shop sells: a tree of categories, products in it, variants to buy, stock of each."""

from catalog.models.attribute import Attribute, AttributeValue
from catalog.models.category import Category
from catalog.models.fact import ProductViews, Search
from catalog.models.picture import Picture
from catalog.models.product import Brand, Product, ProductOption, TaxClass
from catalog.models.search_document import SearchDocument
from catalog.models.stock import Stock
from catalog.models.variant import Variant

__all__ = [
    "Attribute",
    "AttributeValue",
    "Brand",
    "Category",
    "Picture",
    "Product",
    "ProductOption",
    "ProductViews",
    "Search",
    "SearchDocument",
    "Stock",
    "TaxClass",
    "Variant",
]
