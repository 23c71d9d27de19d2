"""What they look for and look at before anything lies in a cart."""

import re
from collections.abc import Mapping, Sequence, Sized
from dataclasses import dataclass
from random import Random

from catalog.facts import count_view, record_search
from catalog.models import Product, Variant
from catalog.search import search
from shop.core import clock

# What people ask for and the demo shop does not sell, in both languages alike often.
NOT_SOLD = {
    "fr": (
        "carte cadeau", "trampoline", "machine à coudre", "canapé", "aspirateur", "drone",
        "carte cadeau", "matelas", "vélo électrique", "carte cadeau",
    ),
    "en": (
        "gift card", "trampoline", "sewing machine", "sofa", "vacuum cleaner", "drone",
        "gift card", "mattress", "electric bike", "gift card",
    ),
}  # fmt: skip
IS_NOT_SOLD = 0.06
IS_MISTYPED = 0.05
_WORD = re.compile(r"[^\W\d_][\w’-]{2,}")  # shorter ones are "de" and "of"


@dataclass
class Window:
    """What the shop has, as its visitors see it. What is written about most is liked most."""

    random: Random
    products: Sequence[Product]
    liking: Sequence[float]  # of each, in parts
    variants: dict[int, list[Variant]]

    @classmethod
    def of_shop(cls, random: Random, written: Mapping[str, Sized]) -> "Window":
        published = Product.objects.published().order_by("slug").prefetch_related("variants")
        offers = {
            product.pk: [variant for variant in product.variants.all() if variant.is_active]
            for product in published
        }
        products = [product for product in published if offers[product.pk]]
        liking = [random.uniform(0.5, 1.5) + len(written.get(p.slug, ())) for p in products]
        return cls(random, products, liking, offers)

    def search(self, language: str) -> None:
        """Type something, as people type it, and see what there is."""
        text = self._term(language)
        record_search(text=text, language=language, hits=search(text, language=language).total)

    def look(self, count: int) -> list[Product]:
        """Open the pages of some products; return them."""
        seen = self.random.choices(self.products, self._liking_now(), k=count)
        for product in seen:
            count_view(product.pk)
        return seen

    def choose(self, seen: Sequence[Product]) -> list[Variant]:
        """Choose what to buy of what was seen, each of a kind once."""
        count = min(len(seen), self.random.choice((1, 1, 1, 2, 2, 3)))
        chosen = {product.pk for product in self.random.sample(list(seen), count)}
        return [self.random.choice(self.variants[pk]) for pk in sorted(chosen)]

    def _liking_now(self) -> Sequence[float]:
        """Nobody likes what has not come in yet; in a shop that opens today all of it has."""
        now = clock.now()
        there = [
            part if product.created_at <= now else 0
            for product, part in zip(self.products, self.liking, strict=True)
        ]
        return there if any(there) else self.liking

    def _term(self, language: str) -> str:
        if self.random.random() < IS_NOT_SOLD:
            return self.random.choice(NOT_SOLD[language])
        (product,) = self.random.choices(self.products, self._liking_now())
        name = str(getattr(product, f"name_{language}") or product.name)
        text = asked_of(name, language=language, words=self.random.choice((1, 1, 1, 2))) or name
        if self.random.random() < IS_MISTYPED:
            place = self.random.randrange(len(text))
            text = text[:place] + text[place + 1 :]
        return text


def asked_of(name: str, *, language: str, words: int) -> str:
    """Return how somebody asks for it: what it is stands last in English, first in French."""
    found: list[str] = _WORD.findall(name.lower())
    return " ".join(found[-words:] if language == "en" else found[:words])
