"""What may be nobody else's business: products that staff marked as sensitive (R13).

A product is sensitive if it is marked itself, or if its category or one above that is. That is asked
of the marks each time, never kept beside them: whatever moves in the tree, the answer is right. The
marked categories are few and have an index of their own, ``category_sensitive``.

Such a product is sold, searched and ordered like any other. It is not remembered for anybody, not
offered beside other things, and not named where somebody else may read along.
"""

from django.db.models import BooleanField, Func, Q


class InSensitiveCategory(Func):
    """Whether the path of a category lies in a branch that is marked: ``(path) -> bool``."""

    template = (
        "EXISTS (SELECT 1 FROM catalog_category AS marked WHERE marked.is_sensitive"
        " AND substr(%(expressions)s, 1, length(marked.path)) = marked.path)"
    )
    arity = 1
    output_field = BooleanField()


def is_sensitive(product: str = "") -> Q:
    """Return the condition that a product is sensitive; ``product`` is the way to it: ``"variant__product__"``."""
    is_marked = Q((f"{product}is_sensitive", True))
    return is_marked | Q(InSensitiveCategory(f"{product}category__path"))
