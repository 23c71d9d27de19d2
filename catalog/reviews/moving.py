"""How a review changes its state: a conditional update, and the product's stars with it.

Inside the caller's transaction, review first, product then: two at once take turns in that order.
"""

from typing import Any

from django.db.models import F

from catalog.facets.keeping import write_facets
from catalog.models import Product, Review, ReviewState
from catalog.models.review import TRANSITIONS


class Changed(Exception):
    """The review is no longer as it was read: rewritten, withdrawn or decided in the meantime."""


def move_review(review: Review, to: ReviewState, **changes: Any) -> Review:
    """Move ``review`` to ``to`` if it still stands as it was read, and return it.

    Raises Changed, and ValueError for a step that the table does not have.
    """
    origin = ReviewState(review.state)
    if to not in TRANSITIONS[origin] and not (to == origin == ReviewState.PENDING):
        message = f"a review never goes from {origin} to {to}"
        raise ValueError(message)
    if not as_read(review).update(state=to, **changes):
        raise Changed
    if origin == ReviewState.APPROVED:
        count_stars(review, -1)
    for name, value in {"state": to, **changes}.items():
        setattr(review, name, value)
    if to == ReviewState.APPROVED:
        count_stars(review, 1)
    return review


def as_read(review: Review) -> Any:
    """Return the row of ``review``, if it still is what somebody read."""
    return Review.objects.filter(
        pk=review.pk, state=review.state, stars=review.stars, written_at=review.written_at
    )


def count_stars(review: Review, change: int) -> None:
    """Add ``change`` to the number of the product's reviews with so many stars."""
    column = f"rated_{review.stars}"
    Product.objects.filter(pk=review.product_id).update(**{column: F(column) + change})
    write_facets([review.product_id])
