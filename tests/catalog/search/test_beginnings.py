"""What goes on as somebody has begun to type: the same words as the search, but for names."""

import pytest
from django.db import connection

from catalog.models import Product
from catalog.search.beginnings import Beginning, begun

pytestmark = pytest.mark.django_db


@pytest.fixture
def suggest(shop):
    names = {product.pk: name for name, product in shop.items()}

    def suggest(text, language="fr", limit=5, held_back=()):
        sql, parameters = begun(text, language=language, limit=limit, held_back=held_back)
        with connection.cursor() as cursor:
            cursor.execute(sql, parameters)
            rows = cursor.fetchall()
        return [names[pk] for pk, _score in sorted(rows, key=lambda row: (-row[1], row[0]))]

    return suggest


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("the", ["tea", "teapot", "running"]),  # the whole word first, the brand last
        ("THÉ", ["tea", "teapot", "running"]),
        ("thei", ["teapot"]),
        ("chaus", ["running", "beach"]),  # the second by its category alone
        ("pain de sei", ["bread"]),
        ("lo-7", ["shampoo"]),  # its SKU
        ("ore", ["shampoo"]),  # its brand
        ("lege", []),  # in a description
        ("teapot", ["teapot"]),  # the other language, in whole words alone:
        ("teap", []),  # the name that is shown does not begin like this
        ("zzz", []),
    ],
)
def test_products_are_suggested_by_how_their_names_go_on(suggest, text, names):
    assert suggest(text) == names


@pytest.mark.parametrize("text", ["", "  ", "de la", "!?"])
def test_nothing_is_asked_of_the_database_without_a_word(shop, text):
    assert begun(text, language="fr", limit=5, held_back=()) is None


def test_the_list_ends_with_the_best(suggest):
    assert suggest("the", limit=1) == ["tea"]


def test_a_name_without_a_translation_is_suggested_in_its_own_language(suggest, shop):
    Product.objects.filter(pk=shop["teapot"].pk).update(name_fr="")
    assert (suggest("teap"), suggest("teap", language="en")) == (["teapot"], ["teapot"])


def test_what_is_not_published_is_not_suggested(suggest, shop):
    Product.objects.filter(pk=shop["tea"].pk).update(is_published=False)
    assert suggest("the") == ["teapot", "running"]


def test_what_is_sensitive_is_not_suggested(suggest, shop):
    Product.objects.filter(pk=shop["tea"].pk).update(is_sensitive=True)
    assert suggest("the") == ["teapot", "running"]
    assert suggest("the", held_back=[shop["tea"].category_id]) == ["running"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("cui", "Cuisine et table"),
        ("table", "Cuisine et table"),
        ("tables cui", "Cuisine et table"),
        ("CUISINES", "Cuisine et table"),
        ("the", "Thé & café"),
        ("caf", "Thé & café"),
        ("ete", "Jeux d'été"),
        ("t sh", "T-shirts"),
        ("tsh", "T-shirts"),
    ],
)
def test_a_name_fits_what_it_goes_on_from(text, name):
    assert Beginning(text, "fr").fits(name)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("c", "Cuisine et table"),
        ("cui tab", "Cuisine et table"),  # only the last word may be unfinished
        ("uisine", "Cuisine et table"),
        ("cuisine jardin", "Cuisine et table"),
        ("", "Cuisine et table"),
        ("de la", "Art de la table"),
    ],
)
def test_a_name_does_not_fit_what_it_does_not_go_on_from(text, name):
    assert not Beginning(text, "fr").fits(name)
