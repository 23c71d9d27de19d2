import pytest

from catalog.models import Category
from tests.admin_rows import product
from tests.factories import CategoryFactory

pytestmark = pytest.mark.django_db

LIST = "/admin/catalog/category/"


def typed(slug, place=None, position="first-child"):
    return {
        "name_fr": slug.title(),
        "slug": slug,
        "treebeard_position": position,
        "treebeard_ref_node": place.pk if place else "",
    }


def test_the_list_shows_the_tree_in_its_order(staff_client):
    first, second = CategoryFactory(), CategoryFactory()
    below = CategoryFactory(parent=first)
    shown = staff_client.get(LIST).context["cl"].result_list
    assert list(shown) == [first, below, second]


@pytest.mark.parametrize("position", ["first-child", "left", "right"])
def test_a_category_is_added_at_its_place(staff_client, position):
    top = CategoryFactory()
    below = CategoryFactory(parent=top)
    place = top if position == "first-child" else below
    staff_client.post(f"{LIST}add/", typed("new", place, position))
    slugs = list(Category.objects.order_by("path").values_list("slug", flat=True))
    new = Category.objects.get(slug="new")
    assert new.depth == 2
    assert slugs.index("new") == {"first-child": 1, "left": 1, "right": 2}[position]
    assert Category.objects.get(pk=top.pk).numchild == 2


def test_a_third_level_is_refused_in_words(staff_client):
    below = CategoryFactory(parent=CategoryFactory())
    page = staff_client.post(f"{LIST}add/", typed("new", below), headers={"accept-language": "en"})
    assert "two levels at most" in page.text
    assert not Category.objects.filter(slug="new").exists()


def test_a_branch_cannot_move_below_another(staff_client):
    top, other = CategoryFactory(), CategoryFactory()
    CategoryFactory(parent=top)
    page = staff_client.post(
        f"{LIST}{top.pk}/change/", typed("moved", other), headers={"accept-language": "en"}
    )
    assert "two levels at most" in page.text
    assert Category.objects.get(pk=top.pk).depth == 1


def test_a_leaf_moves_below_another(staff_client):
    top, other = CategoryFactory(), CategoryFactory()
    staff_client.post(f"{LIST}{top.pk}/change/", typed("moved", other))
    assert Category.objects.get_parent(Category.objects.get(pk=top.pk)) == other


def test_a_branch_with_products_below_it_is_not_deleted(staff_client):
    row = product()
    top = Category.objects.get_parent(row.category)
    page = staff_client.post(f"{LIST}{top.pk}/delete/", {"post": "yes"})
    assert page.status_code == 200
    assert str(row) in page.text
    assert Category.objects.filter(pk=top.pk).exists()


def test_a_category_is_marked_as_sensitive_on_its_form(staff_client):
    staff_client.post(f"{LIST}add/", typed("health") | {"is_sensitive": "on"})
    assert Category.objects.get().is_sensitive
