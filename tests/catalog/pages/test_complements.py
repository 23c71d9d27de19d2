import pytest
from django.db import IntegrityError, transaction

from catalog.models import Complement, Product
from catalog.pages.complements import complements_of, complements_of_each
from tests.catalog.conftest import add_picture
from tests.factories import ProductFactory, VariantFactory

pytestmark = pytest.mark.django_db
EN = {"headers": {"accept-language": "en"}}


@pytest.fixture
def cup():
    return VariantFactory(product=ProductFactory(slug="cup"))


def complement(variant, name, *, on_hand=10, position=0, **fields):
    other = VariantFactory(
        product=ProductFactory(slug=name, name_en=name, **fields), on_hand=on_hand
    )
    add_picture(other.product)
    Complement.objects.create(product=variant.product, complement=other.product, position=position)
    return other


def slugs(cards):
    return [card.slug for card in cards]


def test_only_what_can_be_bought_goes_well(cup):
    complement(cup, "sold-out", on_hand=0)
    complement(cup, "hidden", is_published=False)
    pot = complement(cup, "pot", position=1)
    VariantFactory(product=pot.product, price=500)
    add_picture(pot.product, position=1)
    found = complements_of([cup.pk], count=3)
    assert [(card.slug, len(card.offers), card.price) for card in found] == [("pot", 2, 500)]
    assert found[0].image.url.endswith("pot-0/640w.webp")


def test_what_is_there_already_is_not_offered(cup):
    pot = complement(cup, "pot")
    complement(pot, "tea")
    assert slugs(complements_of([cup.pk, pot.pk], count=3)) == ["tea"]


def test_the_first_of_each_list_comes_before_the_second_of_any(cup):
    pan = VariantFactory()
    for place, name in enumerate(["a", "b", "c"]):
        complement(cup, name, position=place)
    complement(pan, "d", position=0)
    assert set(slugs(complements_of([cup.pk, pan.pk], count=2))) == {"a", "d"}
    assert len(complements_of([cup.pk, pan.pk], count=3)) == 3


def test_complements_of_any_number_cost_one_query(cup, django_assert_num_queries):
    for number in range(30):
        complement(cup, f"thing-{number}", position=number)
    with django_assert_num_queries(1):
        assert len(complements_of([cup.pk], count=3)) == 3
    with django_assert_num_queries(0):
        assert complements_of([], count=3) == []


def page_names(html, heading):
    section = html.partition(f'id="{heading}"')[2].partition("</section>")[0]
    return [
        name for name in ("sold-out", "hidden", "pot", "tea", "new") if f'/p/{name}/"' in section
    ]


def test_each_group_gets_its_own_in_the_order_of_staff(cup):
    pan = VariantFactory()
    complement(cup, "spoon", position=2)
    pot = complement(cup, "pot", position=1)
    complement(cup, "sold-out", on_hand=0, position=0)
    Complement.objects.create(product=pan.product, complement=pot.product)
    Complement.objects.create(product=pan.product, complement=cup.product, position=1)
    groups = {7: [cup.product_id], 8: [pan.product_id, cup.product_id], 9: [pot.product_id]}
    found = complements_of_each(groups, count=2)
    assert {key: slugs(cards) for key, cards in found.items()} == {
        7: ["pot", "spoon"],
        8: ["pot", "spoon"],
        9: [],
    }
    first = complements_of_each(groups, count=1)
    assert {key: slugs(cards) for key, cards in first.items()} == {7: ["pot"], 8: ["pot"], 9: []}


@pytest.mark.parametrize("total", [1, 30])
def test_complements_of_any_number_of_groups_cost_two_queries(
    cup, total, django_assert_num_queries
):
    groups = {}
    for number in range(total):
        pan = VariantFactory()
        complement(pan, f"thing-{number}")
        groups[number] = [pan.product_id, cup.product_id]
    with django_assert_num_queries(2):
        found = complements_of_each(groups, count=3)
    assert [slugs(found[number]) for number in range(total)] == [
        [f"thing-{number}"] for number in range(total)
    ]
    with django_assert_num_queries(1):
        assert complements_of_each({0: [cup.product_id]}, count=3) == {0: []}


def test_a_products_page_shows_what_goes_well_with_it_in_the_order_of_staff(client, cup):
    for place, name in enumerate(["tea", "sold-out", "pot"]):
        complement(cup, name, on_hand=0 if name == "sold-out" else 10, position=place)
    VariantFactory(product=ProductFactory(slug="new", category=cup.product.category))
    html = client.get("/p/cup/", **EN).text
    assert page_names(html, "complements") == ["pot", "tea"]
    assert html.index('/p/tea/"') < html.index('/p/pot/"')
    assert page_names(html, "related") == ["new"]


def test_a_complement_of_the_same_category_is_shown_once(client, cup):
    complement(cup, "pot", category=cup.product.category)
    html = client.get("/p/cup/", **EN).text
    assert (page_names(html, "complements"), page_names(html, "related")) == (["pot"], [])


@pytest.mark.parametrize("count", [1, 30])
def test_complements_cost_a_products_page_no_query(client, cup, django_assert_num_queries, count):
    for number in range(count):
        complement(cup, f"thing-{number}", position=number)
    with django_assert_num_queries(6):
        html = client.get("/p/cup/").text
    assert html.count("/p/thing-") == min(count, 4)


def test_a_product_is_no_complement_of_itself(cup):
    with pytest.raises(IntegrityError, match="complement_not_itself"), transaction.atomic():
        Complement.objects.create(product=cup.product, complement=cup.product)


def test_a_complement_is_listed_once(cup):
    complement(cup, "pot")
    with pytest.raises(IntegrityError), transaction.atomic():
        Complement.objects.create(product=cup.product, complement=Product.objects.get(slug="pot"))
    assert "complement_unique" in {c.name for c in Complement._meta.constraints}
