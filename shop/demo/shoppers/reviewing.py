"""What they write about what they bought, and what staff make of it."""

from collections.abc import Mapping
from datetime import timedelta
from random import Random

from catalog.models import Product, Review, ReviewState
from catalog.reviews.moderating import approve, reply
from catalog.reviews.moving import Changed
from catalog.reviews.voting import OwnReview, vote_helpful
from catalog.reviews.writing import write_review
from shop.core import clock
from shop.core.users.models import User
from shop.demo.reading import WrittenReview
from shop.demo.shoppers.people import DemoPerson

WRITES = 0.9  # of those who have an account, and for whose language words are there
FINDS_HELPFUL = 0.25
READ_AFTER = timedelta(hours=9)


class Reviewing:
    """Hands out the reviews of ``shop/demo/reviews``, each once."""

    def __init__(self, random: Random, written: Mapping[str, tuple[WrittenReview, ...]]) -> None:
        self.random = random
        said = set(Review.objects.values_list("product__slug", "text"))  # in an earlier story
        self.left = {
            slug: [each for each in reviews if (slug, each.text) not in said]
            for slug, reviews in written.items()
        }
        self.answers: dict[int, str] = {}  # by review

    def chosen_for(self, person: DemoPerson, product: Product) -> WrittenReview | None:
        """Return what ``person`` will write of ``product``, if anything."""
        if person.user is None or self.random.random() > WRITES:
            return None
        left = self.left.get(product.slug, [])
        fitting = [each for each in left if each.language == person.language]
        if not fitting:
            return None
        left.remove(fitting[0])
        return fitting[0]

    def write(self, person: DemoPerson, product: Product, words: WrittenReview) -> None:
        if person.user is None or Review.objects.filter(product=product, author=person.user):
            return
        review = write_review(
            product=product,
            author=person.user,
            stars=words.stars,
            title=words.title,
            text=words.text,
            pen_name=f"{person.name} (démo)",
            language=words.language,
        )
        if words.answer:
            self.answers[review.pk] = words.answer

    def read(self, by: User) -> None:
        """Let staff read what has waited for a while: they show it, and answer some."""
        waiting = Review.objects.filter(
            state=ReviewState.PENDING, written_at__lte=clock.now() - READ_AFTER
        )
        for review in waiting:
            try:
                approve(review=review, by=by)
                if review.pk in self.answers:
                    reply(review=review, text=self.answers.pop(review.pk), by=by)
            except Changed:
                continue

    def vote(self, person: DemoPerson, product: Product) -> None:
        """Let somebody who looks at ``product`` find one of its reviews helpful, or none."""
        if person.user is None or self.random.random() > FINDS_HELPFUL:
            return
        shown = list(Review.objects.filter(product=product, state=ReviewState.APPROVED)[:3])
        if not shown:
            return
        try:
            vote_helpful(review=self.random.choice(shown), voter=person.user)
        except OwnReview:
            return
