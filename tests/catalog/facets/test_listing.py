"""Lists, and the counts beside them, against what anybody would count on paper (S1.2)."""

import pytest
from django.utils.translation import override
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from catalog.facets.filters import NO_FILTERS, Filters
from catalog.facets.listing import in_categories
from catalog.facets.prices import Band
from catalog.facets.statement import Asked
from catalog.models import Attribute, Category, Product
from catalog.search import narrowed
from tests.catalog.facets.conftest import BRANDS, PRICES, SHELVES, VALUES
from tests.catalog.facets.plain import Facts, counted
from tests.factories import ProductFactory, VariantFactory

pytestmark = pytest.mark.django_db


def some(values, most=2):
    return st.lists(st.sampled_from(values), unique=True, max_size=most).map(
        lambda some: tuple(sorted(some))
    )


slugs = [*SHELVES, *(slug for below in SHELVES.values() for slug in below), "no-such-shelf"]
bands = st.tuples(st.sampled_from(PRICES), st.sampled_from([*PRICES, None])).map(
    lambda ends: Band(ends[0], ends[1] if ends[1] is None or ends[1] > ends[0] else None)
)
attributes = st.fixed_dictionaries(
    {code: some([*values, "unknown"]) for code, values in VALUES.items()}
).map(lambda chosen: tuple((code, values) for code, values in chosen.items() if values))
narrowings = st.builds(
    Filters,
    categories=some(slugs),
    brands=some([*BRANDS, "nobody"]),
    prices=st.lists(bands, max_size=2, unique=True).map(tuple),
    stars=st.integers(0, 4),
    in_stock=st.booleans(),
    attributes=attributes,
)


@pytest.fixture
def shown(many):
    """What plain Python reads of all products."""
    related = ("variants__stock", "variants__option_values__attribute", "attributes__attribute")
    products = many.select_related("category", "brand").prefetch_related(*related, "reviews")
    paths = dict(Category.objects.values_list("path", "slug"))
    return [Facts(product, paths) for product in products]


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@example(filters=NO_FILTERS)
@example(filters=Filters(brands=("alba",), attributes=(("colour", ("red",)), ("size", ("m", "s")))))
@given(filters=narrowings)
def test_a_list_and_its_counts_are_what_plain_python_counts(shown, filters):
    everything = list(Category.objects.values_list("pk", flat=True))
    listed = in_categories(everything, Asked(filters=filters, limit=100, is_counted=True))
    fitting = [each.product for each in shown if each.fits(filters)]
    expected = sorted(fitting, key=lambda each: (each.created_at, each.pk), reverse=True)
    assert listed.product_ids == [each.pk for each in expected]
    assert listed.total == len(expected)
    assert as_plain(listed.counts) == counted(shown, filters)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_search_is_narrowed_and_counted_like_a_category(shown, language):
    filters = Filters(in_stock=True, brands=("alba", "cle"))
    listed = narrowed(
        "cup", Asked(filters=filters, sort="best", limit=100, is_counted=True), language=language
    )
    cups = [each for each in shown if each.product.name_en == "Cup"]
    expected = sorted(each.product.pk for each in cups if each.fits(filters))
    assert sorted(listed.product_ids) == expected
    assert as_plain(listed.counts) == counted(cups, filters)


def test_a_list_is_one_query_whatever_is_asked(shelves, many, django_assert_num_queries):
    filters = Filters(
        categories=("kitchen",),
        brands=BRANDS,
        prices=(Band(0, 1000), Band(2000)),
        stars=2,
        in_stock=True,
        attributes=(("colour", ("red", "blue")), ("size", ("m",))),
    )
    with django_assert_num_queries(1):
        in_categories([1, 2], Asked(filters=filters, is_counted=True))


def test_what_is_chosen_is_named_even_when_nothing_is_left_of_it(many, shelves):
    filters = Filters(
        brands=("alba",), stars=4, prices=(Band(1, 2),), attributes=(("size", ("m",)),)
    )
    with override("en"):
        listed = in_categories(
            [each.pk for each in shelves.values()], Asked(filters=filters, is_counted=True)
        )
    assert (listed.total, listed.product_ids) == (0, [])
    assert (listed.counts.brands["alba"].name, listed.counts.brands["alba"].count) == ("Alba", 0)
    assert listed.counts.attributes["size"].options["m"].name == "M"


def test_an_attribute_that_is_no_filter_is_not_counted(many, shelves):
    Attribute.objects.filter(code="size").update(is_filter=False)
    keys = [each.pk for each in shelves.values()]
    assert [*in_categories(keys, Asked(is_counted=True)).counts.attributes] == ["colour"]


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("newest", ["none", "dear", "cheap"]),
        ("price", ["cheap", "dear", "none"]),
        ("-price", ["dear", "cheap", "none"]),
        ("name", ["dear", "none", "cheap"]),
    ],
)
def test_a_list_is_sorted(shelf, sort, expected):
    for slug, name, price in [("cheap", "zinc", 500), ("dear", "Arrosoir", 900)]:
        product = ProductFactory(category=shelf, slug=slug, name_fr=name, name_en="")
        VariantFactory(product=product, price=price)
    ProductFactory(category=shelf, slug="none", name_fr="Bol", name_en="")
    listed = in_categories([shelf.pk], Asked(sort=sort))
    slugs = dict(Product.objects.values_list("pk", "slug"))
    assert ([slugs[pk] for pk in listed.product_ids], listed.total) == (expected, 3)


def test_pages_of_a_list_hold_each_product_once(shelf):
    made = [product.pk for product in ProductFactory.create_batch(7, category=shelf)]
    pages = [in_categories([shelf.pk], Asked(offset=start, limit=3)) for start in (0, 3, 6, 9)]
    assert [pk for page in pages for pk in page.product_ids] == made[::-1]
    assert [page.total for page in pages] == [7, 7, 7, 7]


def test_what_is_in_stock_comes_first_among_what_fits_as_well(shelf):
    gone, there = (
        VariantFactory(product=ProductFactory(category=shelf, name_fr="Bol"), on_hand=units)
        for units in (0, 2)
    )
    listed = narrowed("bol", Asked(sort="best"), language="fr")
    assert listed.product_ids == [there.product_id, gone.product_id]


def as_plain(counts):
    slug = dict(Category.objects.values_list("pk", "slug"))
    options = counts.attributes.items()
    return {
        "categories": {slug[pk]: count for pk, count in counts.categories.items()},
        "brands": {code: each.count for code, each in counts.brands.items() if each.count},
        "price_steps": counts.price_steps,
        "stars": counts.stars,
        "in_stock": counts.in_stock,
        "values": {
            (code, value): each.count
            for code, attribute in options
            for value, each in attribute.options.items()
            if each.count
        },
    }
