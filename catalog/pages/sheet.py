"""What a product's own page says of it, with a page of its reviews: one statement for both."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

from django.db import connection
from django.http import Http404
from django.utils.timezone import is_naive

from catalog import texts
from catalog.models.review import MOST_STARS
from catalog.pages.reviews.rating import Rating
from catalog.pages.reviews.shown import PAGE_SIZE, Asked, ShownReview
from shop.core.users.models import User

_REVIEW: Final = (
    "id", "author_id", "pen_name", "stars", "title", "text", "language", "is_verified", "reply",
    "replied_at", "helpful_count", "created_at",
)  # fmt: skip
# All of a list as one text, which both databases call differently.
_JOINED: Final = {"sqlite": "group_concat(id)", "postgresql": "string_agg(id::text, ',')"}
_MOST_COMPLEMENTS: Final = 12  # read; of these the page shows the first few that are for sale
_STARS: Final = tuple(f"rated_{stars}" for stars in range(1, MOST_STARS + 1))

# Written by hand: to build it costs Django more than everything else that the page reads, and it
# has no word for the inner LIMIT, which leaves it at five rows where a product has thousands of
# reviews. The best five are found in the index ``review_shown``.
_SQL: Final = """
SELECT product.id, product.slug, product.category_id, brand.name,
    (SELECT {joined} FROM (
        SELECT complement_id AS id FROM catalog_complement
        WHERE product_id = product.id ORDER BY position, catalog_complement.id LIMIT {most}
    ) AS listed),
    {stars}, {descriptions}, {reviews},
    EXISTS (SELECT 1 FROM catalog_helpfulvote WHERE review_id = review.id AND voter_id = %s)
FROM catalog_product AS product
LEFT JOIN catalog_brand AS brand ON brand.id = product.brand_id
LEFT JOIN (
    SELECT {review} FROM catalog_review
    WHERE product_id = (SELECT id FROM catalog_product WHERE slug = %s)
        AND state = 'approved' AND (stars = %s OR %s = 0)
    ORDER BY helpful_count DESC, created_at DESC, id DESC LIMIT %s OFFSET %s
) AS review ON TRUE
WHERE product.slug = %s AND product.is_published
ORDER BY review.helpful_count DESC, review.created_at DESC, review.id DESC
"""


@dataclass(slots=True)
class Sheet:
    pk: int
    slug: str
    category_id: int
    brand: str
    complement_ids: list[int]  # in the order that staff gave
    rating: Rating
    description: str
    reviews: list[ShownReview] = field(default_factory=list)


def sheet_of(slug: str, asked: Asked, *, viewer: User | None = None) -> Sheet:
    """Return the published product ``slug`` with those of its reviews that are ``asked`` for, the
    most helpful first, as ``viewer`` sees them.

    Raises Http404, also for a page of reviews past the last.
    """
    descriptions = texts.columns("description")
    rows = _rows(slug, asked, viewer, descriptions)
    if not rows:
        raise Http404
    pk, slug, category_id, brand, complements, *rest = rows[0]
    words = rest[len(_STARS) : len(_STARS) + len(descriptions)]
    sheet = Sheet(
        pk=pk,
        slug=slug,
        category_id=category_id,
        brand=brand or "",
        complement_ids=[int(text) for text in complements.split(",")] if complements else [],
        rating=Rating(tuple(rest[: len(_STARS)])),
        description=texts.first(tuple(words)),
    )
    start = 5 + len(_STARS) + len(descriptions)
    sheet.reviews = [_shown(row[start:], viewer) for row in rows if row[start] is not None]
    if asked.page > 1 and not sheet.reviews:
        raise Http404
    return sheet


def _rows(
    slug: str, asked: Asked, viewer: User | None, descriptions: list[str]
) -> list[tuple[Any, ...]]:
    sql = _SQL.format(
        joined=_JOINED[connection.vendor],
        most=_MOST_COMPLEMENTS,
        stars=", ".join(f"product.{name}" for name in _STARS),
        descriptions=", ".join(f"product.{name}" for name in descriptions),
        reviews=", ".join(f"review.{name}" for name in _REVIEW),
        review=", ".join(_REVIEW),
    )
    page = [asked.stars, asked.stars, PAGE_SIZE, (asked.page - 1) * PAGE_SIZE]
    with connection.cursor() as cursor:
        cursor.execute(sql, [viewer.pk if viewer else None, slug, *page, slug])
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def _shown(row: tuple[Any, ...], viewer: User | None) -> ShownReview:
    *columns, is_helpful = row
    review = ShownReview(*columns)
    review.created_at = _aware(review.created_at)
    review.replied_at = _aware(review.replied_at) if review.replied_at else None
    review.is_helpful = bool(is_helpful)
    review.is_mine = viewer is not None and review.author_id == viewer.pk
    return review


def _aware(moment: datetime) -> datetime:
    """SQLite keeps moments in UTC without saying so."""
    return moment.replace(tzinfo=UTC) if is_naive(moment) else moment
