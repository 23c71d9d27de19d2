from datetime import datetime, timedelta

import pytest
from django.db.models import Q, QuerySet
from django.utils.translation import override

from cart.models import Promotion
from catalog.models import Product
from shop.core.rows import statements
from shop.core.rows.statements import MOST_VALUES, rows_of
from tests.conftest import NOON
from tests.factories import ProductFactory, PromotionFactory

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def named(keys):
    shown = QuerySet(Product).filter(pk__in=keys, is_published=True).exclude(slug="gone")
    return shown.order_by("pk").values_list("pk", "slug", "is_published", "created_at")


def holding(values):
    """Columns that SQLite has no types for, by a moment and a key that may be missing."""
    at, key = values
    begun = QuerySet(Promotion).filter(Q(starts_at__lte=at) | Q(pk=key))
    return begun.order_by("pk").values_list("pk", "is_active", "starts_at", "percent")


def counted(build):
    """Return ``build``, and a list that grows with each time that it is called."""
    calls = []

    def counting(values):
        calls.append(list(values))
        return build(values)

    return counting, calls


@pytest.fixture
def products():
    return [ProductFactory(slug=f"p{number}") for number in range(4)]


@pytest.fixture
def promotions():
    return [PromotionFactory(code=f"C{hours}", starts_at=NOON + hours * HOUR) for hours in range(3)]


def test_rows_are_those_of_the_queryset(products, django_assert_num_queries):
    keys = [product.pk for product in products]
    products[1].slug = "gone"
    products[1].save()
    for asked in (keys, keys[:2], keys[::-1]):
        with django_assert_num_queries(1):
            found = rows_of(named, asked)
        assert found == list(named(asked))
    assert isinstance(found[0][3], datetime)


def test_statement_is_built_once_for_each_number_of_values(products):
    build, calls = counted(named)
    for product in products:
        assert [row[1] for row in rows_of(build, [product.pk])] == [product.slug]
    assert rows_of(build, [product.pk for product in products[:2]])
    assert [len(keys) for keys in calls] == [1, 2]


def test_a_moment_is_asked_for_as_it_is_each_time(promotions):
    build, calls = counted(holding)
    for hours in range(3):
        values = [NOON + hours * HOUR, promotions[0].pk]
        assert rows_of(build, values) == list(holding(values))
        assert len(rows_of(build, values)) == hours + 1
    assert len(calls) == 1


def test_none_is_another_query_and_not_another_value(promotions):
    build, calls = counted(holding)
    early = NOON - HOUR
    assert rows_of(build, [early, None]) == []
    assert [row[0] for row in rows_of(build, [early, promotions[2].pk])] == [promotions[2].pk]
    assert [type(key) for _at, key in calls] == [type(None), int]


def test_each_language_has_its_own(products):
    languages = []

    def build(keys):
        languages.append(statements.get_language())
        return named(keys)

    for language in ("fr", "en", "fr"):
        with override(language):
            rows_of(build, [1])
    assert languages == ["fr", "en"]


def test_what_can_find_nothing_asks_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert rows_of(named, []) == []
        assert rows_of(named, []) == []


def test_many_values_are_not_remembered(products):
    build, calls = counted(named)
    keys = [product.pk for product in products] + [0] * MOST_VALUES
    for _ in range(2):
        assert rows_of(build, keys) == list(named(keys))
    assert len(calls) == 2


def test_a_value_of_another_kind_is_refused():
    with pytest.raises(TypeError, match="is no kind of value for a statement"):
        rows_of(named, ["1"])
