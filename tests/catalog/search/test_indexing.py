import pytest

from catalog.models import AttributeValue, Brand, Category, Product, SearchDocument, Variant
from catalog.search import search
from catalog.search.indexing import in_batches, index_products
from tests.catalog.search.conftest import rolled_back
from tests.factories import (
    AttributeValueFactory,
    BrandFactory,
    CategoryFactory,
    ProductFactory,
    VariantFactory,
)

pytestmark = pytest.mark.django_db


class Unwanted(Exception):
    pass


def found(text, language="fr"):
    return search(text, language=language).product_ids


def documents():
    return list(SearchDocument.objects.order_by("pk").values_list())


def test_a_saved_product_is_found_by_its_new_name_only():
    product = ProductFactory(name_fr="Écharpe")
    product.name_fr = "Bonnet"
    product.save()
    assert (found("echarpe"), found("bonnet")) == ([], [product.pk])


def test_a_rolled_back_edit_leaves_no_trace():
    product = ProductFactory(name_fr="Écharpe")
    before = documents()
    with rolled_back():
        product.name_fr = "Bonnet"
        product.save()
        other = ProductFactory(name_fr="Bonnet")
        assert found("bonnet") == [product.pk, other.pk]
    assert (found("echarpe"), found("bonnet")) == ([product.pk], [])
    assert documents() == before


def test_a_rolled_back_batch_leaves_no_trace():
    with rolled_back(), in_batches():
        ProductFactory(name_fr="Bonnet")
    assert found("bonnet") == []


def test_a_batch_that_raises_leaves_nothing_to_do():
    def fail():
        with in_batches():
            ProductFactory(name_fr="Bonnet")
            raise Unwanted

    with pytest.raises(Unwanted):
        fail()
    assert Product.objects.count() == 0
    pk = ProductFactory(name_fr="Bonnet").pk
    assert found("bonnet") == [pk]


def test_in_batches_indexes_at_the_end_even_when_nested():
    with in_batches():
        with in_batches():
            pk = ProductFactory(name_fr="Bonnet").pk
        assert found("bonnet") == []
    assert found("bonnet") == [pk]


def test_in_batches_keeps_what_survives_a_savepoint():
    product = ProductFactory(name_fr="Écharpe")
    with in_batches(), rolled_back():
        product.name_fr = "Bonnet"
        product.save()
    assert (found("echarpe"), found("bonnet")) == ([product.pk], [])


@pytest.mark.parametrize("count", [1, 30])
def test_index_products_takes_the_same_queries_for_one_and_many(django_assert_num_queries, count):
    with in_batches():
        pks = [VariantFactory(product__brand=BrandFactory()).product_id for _n in range(count)]
    variant = Variant.objects.get(product=pks[0])
    variant.option_values.set([AttributeValueFactory()])
    variant.product.attributes.set([AttributeValueFactory()])
    with django_assert_num_queries(12):
        index_products(pks)


def test_index_products_passes_over_unknown_ids():
    index_products([404])
    assert documents() == []


def test_a_deleted_product_takes_its_document_along():
    variant = VariantFactory(product__name_fr="Bonnet")
    AttributeValueFactory().variants.add(variant)
    kept = ProductFactory(name_fr="Bonnet")
    variant.product.delete()
    assert found("bonnet") == [kept.pk]
    Product.objects.all().delete()
    assert (found("bonnet"), documents()) == ([], [])


def test_a_deleted_variant_is_found_no_more():
    variant = VariantFactory(sku="AB-12")
    assert found("ab12") == [variant.product_id]
    variant.delete()
    assert found("ab12") == []
    VariantFactory(sku="AB-12", product=variant.product)
    Variant.objects.all().delete()
    assert found("ab12") == []


def test_a_renamed_brand_renames_its_products():
    product = ProductFactory(brand=BrandFactory(name="Alba"))
    Brand.objects.get().delete()
    assert found("alba") == []
    product.brand = brand = BrandFactory(name="Brume")
    product.save()
    brand.name = "Cime"
    brand.save()
    assert (found("brume"), found("cime")) == ([], [product.pk])


def test_a_renamed_category_renames_what_is_below_it():
    top = CategoryFactory(name_fr="Jardin")
    below = ProductFactory(category=CategoryFactory(parent=top))
    top = Category.objects.get(pk=top.pk)
    top.name_fr = "Terrasse"
    top.save()
    assert (found("jardin"), found("terrasse")) == ([], [below.pk])


@pytest.fixture
def linen():
    return AttributeValueFactory(name_fr="Lin", attribute__name_fr="Matière")


@pytest.mark.parametrize("owner", ["product", "variant"])
def test_attribute_values_are_followed_from_both_sides(linen, owner):
    variant = VariantFactory()
    pk = variant.product_id
    if owner == "product":
        mine, theirs, row = variant.product.attributes, linen.products, variant.product
    else:
        mine, theirs, row = variant.option_values, linen.variants, variant
    for change, expected in [
        (lambda: mine.add(linen), [pk]),
        (lambda: mine.remove(linen), []),
        (lambda: theirs.add(row), [pk]),
        (lambda: theirs.remove(row), []),
        (lambda: mine.set([linen]), [pk]),
        (mine.clear, []),
        (lambda: theirs.set([row]), [pk]),
        (theirs.clear, []),
        (lambda: mine.add(linen), [pk]),
        (linen.delete, []),
    ]:
        change()
        assert found("lin") == found("matière") == expected


def test_a_renamed_attribute_or_value_renames_its_products(linen):
    variant = VariantFactory()
    variant.option_values.add(linen)
    other = ProductFactory()
    other.attributes.add(linen)
    linen.name_fr = "Chanvre"
    linen.save()
    linen.attribute.name_fr = "Tissu"
    linen.attribute.save()
    assert found("chanvre") == found("tissu") == [variant.product_id, other.pk]
    assert found("lin") == found("matière") == []
    linen.attribute.delete()
    assert (found("tissu"), AttributeValue.objects.count()) == ([], 0)


def test_an_endless_description_is_indexed_up_to_a_bound():
    text = " ".join(f"mot{n}" for n in range(100_000))
    product = ProductFactory(description_fr=text, description_en="\ud7ff \U0001f600 " * 50_000)
    assert found("mot7") == [product.pk]
    assert found("mot99999") == []
