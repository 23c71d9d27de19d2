"""Customers write, rewrite and withdraw what they think. One review a customer and product."""

from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import get_language

from catalog.models import HelpfulVote, Product, Review, ReviewState
from catalog.purchases import has_bought
from catalog.reviews.moving import Changed, as_read, count_stars, move_review
from shop.core import clock
from shop.core.users.models import User


def write_review(
    *,
    product: Product,
    author: User,
    stars: int,
    text: str,
    title: str = "",
    pen_name: str = "",
    language: str = "",
) -> Review:
    """Write what ``author`` thinks of ``product``, in place of what they wrote before; return it.

    It waits until staff have read it. Written anew it waits anew, and who found the old words
    helpful is forgotten; the very same words change nothing. ``language`` is the page's when it is
    not given. Raises Changed when its author rewrites it in another window at this moment.
    """
    words = {"stars": stars, "title": title, "text": text, "pen_name": pen_name}
    language = language or get_language() or ""
    with transaction.atomic():
        mine, is_new = _written_or_made(product, author, {"language": language, **words})
        if is_new:
            return mine
        if all(getattr(mine, name) == value for name, value in words.items()):
            return mine
        return _rewrite(mine, author, {"language": language, **words})


def withdraw(*, review: Review) -> None:
    """Delete ``review`` for good: it is its author's. Raises Changed."""
    with transaction.atomic():
        locked = Review.objects.select_for_update().filter(pk=review.pk).first()
        if locked is None:
            raise Changed
        if not as_read(locked).delete()[0]:
            raise Changed
        if locked.state == ReviewState.APPROVED:
            count_stars(locked, -1)


def pen_name_of(user: User) -> str:
    """Return the name that is offered to ``user``: ``Sacha D.`` for Sacha Durand."""
    first, *others = user.full_name.split() or [""]
    return f"{first} {others[-1][0]}."[:40] if others else first[:40]


def _written_or_made(product: Product, author: User, words: dict[str, Any]) -> tuple[Review, bool]:
    """Return what ``author`` has written, locked, or has written now, and whether it is new."""
    mine = _written(product, author)
    if mine is not None:
        return mine, False
    try:
        with transaction.atomic():
            is_verified = has_bought(user=author, product=product)
            made = Review.objects.create(
                product=product, author=author, is_verified=is_verified, **words
            )
    except IntegrityError:  # the second press of a double click
        mine = _written(product, author)
        if mine is None:
            raise
        return mine, False
    return made, True


def _written(product: Product, author: User) -> Review | None:
    mine = Review.objects.select_for_update().filter(product=product, author=author)
    return mine.first()


def _rewrite(review: Review, author: User, words: dict[str, object]) -> Review:
    HelpfulVote.objects.filter(review=review).delete()
    return move_review(
        review,
        ReviewState.PENDING,
        is_verified=has_bought(user=author, product=review.product),
        refusal="",
        helpful_count=0,
        written_at=clock.now(),
        **words,
    )
