from datetime import UTC, datetime

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Count

from catalog.generating import NotEmpty, generate
from catalog.generating.inventing import invent
from catalog.generating.vocabulary import vocabulary
from catalog.models import Category, Picture, Product, Review, SearchDocument, Stock, Variant
from catalog.search import search
from tests.factories import ProductFactory

pytestmark = pytest.mark.django_db


def rows():
    """All that a shopper sees of the products, but for their keys."""
    products = Product.objects.order_by("slug").values_list(
        "slug", "name_fr", "name_en", "description_fr", "category__slug", "brand__slug"
    )
    variants = Variant.objects.order_by("sku").values_list(
        "sku", "price", "stock__on_hand", "option_values__code", "product__slug"
    )
    traits = Product.attributes.through.objects.order_by("product__slug", "attributevalue__code")
    return (
        list(products),
        list(variants),
        list(traits.values_list("product__slug", "attributevalue__code")),
        sorted(Review.objects.values_list("product__slug", "stars", "text")),
    )


def emptied():
    Variant.objects.all().delete()
    Product.objects.all().delete()


def test_the_same_seed_makes_the_same_products_in_one_go_or_two():
    generate(count=30, seed=7)
    in_one_go = rows()
    emptied()
    generate(count=20, seed=7)
    generate(count=10, seed=7, may_add=True)
    assert rows() == in_one_go
    emptied()
    generate(count=30, seed=8)
    assert rows() != in_one_go


def test_every_product_has_all_that_a_page_shows():
    generate(count=60)
    assert Category.objects.filter(depth=1).count() == 10
    assert Category.objects.filter(depth=2).count() == 40
    assert Product.objects.filter(category__depth=2, is_published=True).count() == 60
    assert not Product.objects.filter(name_fr="").exists()
    assert not Product.objects.filter(name_en="").exists()
    assert not Product.objects.filter(description_fr="").exists()
    assert not Product.objects.filter(description_en="").exists()
    assert Stock.objects.count() == Variant.objects.count()
    ways = Product.objects.annotate(ways=Count("variants")).values_list("ways", flat=True)
    assert set(ways) == {1, 2, 3}
    assert SearchDocument.objects.count() == 60
    assert not Picture.objects.exists()


def test_both_languages_find_a_generated_product():
    generate(count=5)
    product = Product.objects.order_by("pk").last()
    for language in ("fr", "en"):
        found = search(getattr(product, f"name_{language}"), language=language).product_ids
        assert product.pk in found
    sku = product.variants.get(position=0).sku
    assert search(sku, language="fr").product_ids == [product.pk]


def test_stars_are_counted_as_the_reviews_say():
    generate(count=40)
    assert Review.objects.exists()
    for product in Product.objects.all():
        stars = list(product.reviews.values_list("stars", flat=True))
        assert (product.rating_count, product.rating_sum) == (len(stars), sum(stars))


def test_the_index_is_as_rebuild_search_would_make_it():
    generate(count=10)
    before = list(SearchDocument.objects.order_by("pk").values_list())
    call_command("rebuild_search")
    assert list(SearchDocument.objects.order_by("pk").values_list()) == before


def test_a_shop_with_products_is_left_alone_unless_told_otherwise(capsys):
    ProductFactory()
    with pytest.raises(NotEmpty):
        generate(count=1)
    with pytest.raises(CommandError, match="--add"):
        call_command("generate_catalog", "--products", "3")
    assert Product.objects.count() == 1
    call_command("generate_catalog", "--products", "3", "--add")
    assert Product.objects.count() == 4
    assert capsys.readouterr().out == "3 products generated.\n"


def test_nothing_stays_of_a_catalogue_that_was_stopped_halfway():
    def stop(_done):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        generate(count=3, on_progress=stop)
    assert not Product.objects.exists()
    assert not Category.objects.exists()


@pytest.mark.parametrize("count", ["0", "-3", "many"])
def test_a_number_of_products_must_be_one(count):
    with pytest.raises(CommandError, match="is no number of products"):
        call_command("generate_catalog", f"--products={count}")


def test_a_price_lies_between_those_of_its_thing():
    words = vocabulary()
    cheapest = min(thing.cheapest for shelf in words.shelves for thing in shelf.things)
    dearest = max(thing.dearest for shelf in words.shelves for thing in shelf.things)
    for number in range(1, 301, 2):
        (variant,) = invent(number, seed=1, vocabulary=words).variants
        assert cheapest <= variant.price <= dearest + 90


def test_products_have_arrived_before_anybody_generates_them():
    moments = [invent(n, seed=1, vocabulary=vocabulary()).created_at for n in range(200)]
    assert min(moments) >= datetime(2025, 1, 1, tzinfo=UTC)
    assert max(moments) < datetime(2026, 1, 1, tzinfo=UTC)
