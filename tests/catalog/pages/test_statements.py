import pytest
from django.db.models import QuerySet
from django.utils.translation import override

from catalog.models import Product
from catalog.pages import statements
from catalog.pages.statements import rows_of
from tests.factories import ProductFactory

pytestmark = pytest.mark.django_db


def named(keys):
    shown = QuerySet(Product).filter(pk__in=keys, is_published=True).exclude(slug="gone")
    return shown.order_by("pk").values_list("pk", "slug")


@pytest.fixture
def products():
    return [ProductFactory(slug=f"p{number}") for number in range(4)]


def test_rows_are_those_of_the_queryset(products, django_assert_num_queries):
    keys = [product.pk for product in products]
    products[1].slug = "gone"
    products[1].save()
    for asked in (keys, keys[:2], keys[::-1]):
        with django_assert_num_queries(1):
            found = rows_of(named, asked)
        assert found == list(named(asked))


def test_statement_is_built_once_for_each_number_of_keys(products):
    built = []

    def build(keys):
        built.append(len(keys))
        return named(keys)

    for product in products:
        assert rows_of(build, [product.pk]) == [(product.pk, product.slug)]
    assert rows_of(build, [product.pk for product in products[:2]])
    assert built == [1, 2]


def test_each_language_has_its_own(products):
    languages = []

    def build(keys):
        languages.append(statements.get_language())
        return named(keys)

    for language in ("fr", "en", "fr"):
        with override(language):
            rows_of(build, [1])
    assert languages == ["fr", "en"]


def test_no_keys_no_query(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert rows_of(named, []) == []
