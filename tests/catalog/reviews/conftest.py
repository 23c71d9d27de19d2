import pytest

from catalog.reviews.writing import write_review
from tests.factories import ProductFactory, UserFactory

WORDS = {"stars": 4, "title": "Good", "text": "It holds tea.", "language": "en"}


@pytest.fixture
def product():
    return ProductFactory(slug="cup", name_en="Cup")


@pytest.fixture
def author():
    return UserFactory(full_name="Sacha Durand")


@pytest.fixture
def by():
    return UserFactory(is_staff=True)


@pytest.fixture
def review(product, author):
    return write_review(product=product, author=author, pen_name="Sacha D.", **WORDS)
