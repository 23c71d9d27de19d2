from collections.abc import Mapping
from typing import Any, ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from catalog.models.product import Product
from shop.core import clock

MOST_STARS = 5


class ReviewState(models.TextChoices):
    PENDING = "pending", _("waiting")
    APPROVED = "approved", _("shown")
    REFUSED = "refused", _("refused")


# Who writes anew is read anew; staff may change their mind.
TRANSITIONS: Mapping[ReviewState, frozenset[ReviewState]] = {
    ReviewState.PENDING: frozenset({ReviewState.APPROVED, ReviewState.REFUSED}),
    ReviewState.APPROVED: frozenset({ReviewState.PENDING, ReviewState.REFUSED}),
    ReviewState.REFUSED: frozenset({ReviewState.PENDING, ReviewState.APPROVED}),
}


class Refusal(models.TextChoices):
    """Why a review is not shown. Its author reads it; a bad opinion is no reason."""

    OFF_TOPIC = "off_topic", _("it is not about the product")
    RUDE = "rude", _("it insults somebody")
    PRIVATE = "private", _("it tells private things about somebody")
    ADVERTISING = "advertising", _("it advertises something else")
    FAKE = "fake", _("it does not seem to be a customer’s own experience")


def forgets_author(collector: Any, field: Any, sub_objs: Any, using: str) -> None:
    """With the account goes the name under which its owner wrote; stars and text stay (P5).

    ``on_delete`` of ``Review.author``: in one statement with it, whatever deletes the account.
    """
    models.SET_NULL(collector, field, sub_objs, using)
    collector.add_field_update(Review._meta.get_field("pen_name"), "", sub_objs)  # noqa: SLF001


class Review(models.Model):
    """What a customer thinks of a product. Only approved ones are shown, and count (S2.1)."""

    product = models.ForeignKey(
        Product, models.CASCADE, related_name="reviews", verbose_name=_("product")
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        forgets_author,
        null=True,
        related_name="reviews",
        verbose_name=_("account"),
    )
    pen_name = models.CharField(
        _("shown name"), max_length=40, blank=True, help_text=_("Empty: “A customer”.")
    )
    stars = models.PositiveSmallIntegerField(
        _("stars"), validators=[MinValueValidator(1), MaxValueValidator(MOST_STARS)]
    )
    title = models.CharField(_("title"), max_length=100, blank=True)
    text = models.TextField(_("text"), max_length=4000)
    language = models.CharField(_("language"), max_length=10)
    is_verified = models.BooleanField(_("bought it"), default=False)
    state = models.CharField(
        _("state"), max_length=10, choices=ReviewState.choices, default=ReviewState.PENDING
    )
    refusal = models.CharField(_("why refused"), max_length=20, choices=Refusal.choices, blank=True)
    reply = models.TextField(_("our reply"), max_length=4000, blank=True)
    replied_at = models.DateTimeField(_("replied"), null=True, blank=True)
    helpful_count = models.IntegerField(_("found helpful by"), default=0)
    created_at = models.DateTimeField(_("first written"), default=clock.now, editable=False)
    # Tells apart what staff have read from what its author has made of it since.
    written_at = models.DateTimeField(_("written"), default=clock.now, editable=False)

    class Meta:
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        ordering: ClassVar = ["-created_at", "-pk"]
        permissions: ClassVar = [("moderate_review", _("Can approve, refuse and answer reviews"))]
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="review_one_for_each_customer", fields=["product", "author"]
            ),
            models.CheckConstraint(
                name="review_stars_one_to_five",
                condition=Q(stars__gte=1) & Q(stars__lte=MOST_STARS),
            ),
            models.CheckConstraint(
                name="review_state_known", condition=Q(state__in=ReviewState.values)
            ),
            models.CheckConstraint(
                name="review_refused_has_reason",
                condition=Q(state=ReviewState.REFUSED, refusal__in=Refusal.values)
                | (~Q(state=ReviewState.REFUSED) & Q(refusal="")),
            ),
            models.CheckConstraint(name="review_says_something", condition=~Q(text="")),
            models.CheckConstraint(
                name="review_reply_has_date",
                condition=Q(reply="", replied_at__isnull=True)
                | (~Q(reply="") & Q(replied_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="review_helpful_not_negative", condition=Q(helpful_count__gte=0)
            ),
        ]
        indexes: ClassVar = [
            # Serves a product's page: its reviews, the most helpful first.
            models.Index(
                name="review_shown",
                fields=["product", "-helpful_count", "-created_at", "-id"],
                condition=Q(state=ReviewState.APPROVED),
            ),
            # Serves those who read them first: what waits, and how many.
            models.Index(
                name="review_waiting",
                fields=["written_at"],
                condition=Q(state=ReviewState.PENDING),
            ),
        ]

    def __str__(self) -> str:
        return f"{'★' * self.stars} {self.title or self.text[:40]}"


class HelpfulVote(models.Model):
    """A customer found a review helpful. The number is on the review; this makes it one each."""

    review = models.ForeignKey(Review, models.CASCADE, related_name="votes")
    voter = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    voted_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        default_permissions: ClassVar = []
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="helpful_vote_one_for_each_customer", fields=["review", "voter"]
            ),
        ]

    def __str__(self) -> str:
        return f"vote for review {self.review_id}"
