import pytest

from catalog.models import ProductViews, Search
from tests.admin_rows import make
from tests.factories import ProductFactory

pytestmark = [
    pytest.mark.usefixtures("content_types"),
    pytest.mark.django_db,
]

SEARCHES = "/admin/catalog/search/"


def search(text, hits):
    return Search.objects.create(text=text, words=text.lower(), language="en", hits=hits)


@pytest.mark.parametrize("total", [1, 30])
@pytest.mark.parametrize("model", [Search, ProductViews])
def test_list_makes_the_same_queries_for_any_number(
    staff_client, model, total, django_assert_num_queries
):
    make(model, total)
    with django_assert_num_queries(4):
        staff_client.get(f"/admin/catalog/{model._meta.model_name}/")


@pytest.mark.parametrize(("found", "expected"), [("nothing", ["Sofa"]), ("something", ["Cup"])])
def test_searches_without_a_hit_are_one_click_away(staff_client, found, expected):
    search("Cup", 3)
    search("Sofa", 0)
    shown = staff_client.get(SEARCHES, {"found": found}).context["cl"].result_list
    assert [row.text for row in shown] == expected


@pytest.mark.parametrize(("language", "number"), [("en", 1), ("fr", 0)])
def test_searches_of_a_language(staff_client, language, number):
    search("Cup", 3)
    page = staff_client.get(SEARCHES, {"language": language})
    assert page.context["cl"].result_count == number


@pytest.mark.parametrize("verb", ["add/", "{pk}/change/", "{pk}/delete/"])
def test_a_search_is_neither_written_nor_deleted_here(staff_client, verb):
    row = search("Cup", 3)
    answer = staff_client.post(SEARCHES + verb.format(pk=row.pk), {"post": "yes", "text": "x"})
    assert answer.status_code == 403
    assert Search.objects.get().text == "Cup"


@pytest.mark.parametrize(("opened", "expected"), [("nothing", ["Pan"]), ("something", ["Cup"])])
def test_searches_that_led_nowhere_are_one_click_away(staff_client, opened, expected):
    search("Sofa", 0)
    search("Pan", 3)
    search("Cup", 3)
    Search.objects.filter(text="Cup").update(clicked_position=2)
    shown = staff_client.get(SEARCHES, {"opened": opened}).context["cl"].result_list
    assert [row.text for row in shown] == expected


def test_a_search_shows_what_was_opened_and_where_it_stood(staff_client):
    product = ProductFactory(name_en="Red cup", name_fr="Tasse rouge")
    search("Cup", 3)
    Search.objects.update(clicked=product, clicked_position=2)
    html = staff_client.get(SEARCHES).content.decode()
    assert '<td class="field-clicked_position">2</td>' in html
    assert str(product) in html
