"""What the shop sells: a tree of categories, products in it, variants to buy, stock of each; and
what customers bought and think of it.
"""

from catalog.models.alert import Alert, AlertKey, AlertKind, AlertState
from catalog.models.attribute import Attribute, AttributeValue
from catalog.models.category import Category
from catalog.models.complement import Complement
from catalog.models.facets import ProductFacets
from catalog.models.fact import ProductViews, Search
from catalog.models.picture import Picture
from catalog.models.product import Brand, Product, ProductOption, TaxClass
from catalog.models.purchase import Purchase
from catalog.models.remembered import RememberedView
from catalog.models.remembered_search import RememberedSearch
from catalog.models.review import HelpfulVote, Refusal, Review, ReviewState
from catalog.models.search_document import SearchDocument
from catalog.models.search_word import SearchWord
from catalog.models.stock import Stock
from catalog.models.synonyms import Synonyms
from catalog.models.variant import Variant

__all__ = [
    "Alert",
    "AlertKey",
    "AlertKind",
    "AlertState",
    "Attribute",
    "AttributeValue",
    "Brand",
    "Category",
    "Complement",
    "HelpfulVote",
    "Picture",
    "Product",
    "ProductFacets",
    "ProductOption",
    "ProductViews",
    "Purchase",
    "Refusal",
    "RememberedSearch",
    "RememberedView",
    "Review",
    "ReviewState",
    "Search",
    "SearchDocument",
    "SearchWord",
    "Stock",
    "Synonyms",
    "TaxClass",
    "Variant",
]
