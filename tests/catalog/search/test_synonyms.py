import pytest
from django.db import IntegrityError, transaction

from catalog.facets.listing import Listed
from catalog.models import Synonyms
from catalog.search import search, synonyms
from tests.catalog.search.conftest import rolled_back
from tests.factories import ProductFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def same():
    def same(*words, finds=(), language=""):
        return Synonyms.objects.create(
            words="\n".join(words), also_finds="\n".join(finds), language=language
        )

    return same


@pytest.mark.parametrize(
    ("words", "finds", "of", "language", "text", "expected"),
    [
        # each finds what the others find, in endings and accents of its own
        (["robe", "toilette"], [], "fr", "fr", "toilette", ["dress"]),
        (["robe", "toilette"], [], "fr", "fr", "TOILETTES", ["dress"]),
        (["robe", "tenue d'été"], [], "fr", "fr", "tenue été", ["dress"]),
        (["tongs", "claquettes"], [], "fr", "fr", "claquette plage", ["beach"]),
        # phrases, as one word or with hyphens
        (["t-shirt", "tee shirt"], [], "", "fr", "tee shirt", ["tee"]),
        (["t-shirt", "tee shirt"], [], "", "fr", "tee-shirts brodés", ["tee"]),
        (["t-shirt", "tee shirt"], [], "", "fr", "teeshirt", ["tee"]),
        (["flip-flops", "beach shoes"], [], "en", "en", "beach shoes", ["beach"]),
        (["pot à thé", "théière"], [], "fr", "fr", "pot à thé", ["teapot"]),
        (["pot à thé", "théière"], [], "fr", "fr", "pot", []),
        # in the language that was said
        (["robe", "pain"], [], "fr", "fr", "pain", ["dress", "bread", "jewel"]),
        (["robe", "pain"], [], "en", "fr", "pain", ["bread", "jewel"]),
        # one way
        (["soulier"], ["chaussure"], "fr", "fr", "souliers", ["running", "beach"]),
        (["brioche"], ["pain"], "fr", "fr", "brioche", ["bread"]),
        # with the rest of the search, whatever is typed around it
        (["robe", "toilette"], [], "fr", "fr", "toilette rouge", ["dress"]),
        (["robe", "toilette"], [], "fr", "fr", "toilette bleue", []),
        (["robe", "toilette"], [], "fr", "fr", "rouge the toilette", ["dress"]),
        (["robe", "toilette"], [], "fr", "fr", "toilette \" ' & | :* zzzz", []),
    ],
)
def test_search_finds_synonyms(find, same, words, finds, of, language, text, expected):
    same(*words, finds=finds, language=of)
    assert find(text, language) == expected


def test_one_way_synonyms_do_not_lead_back(find, same):
    same("robe", finds=["pain"], language="fr")
    assert find("robe") == ["dress", "bread"]
    assert find("pain") == ["bread", "jewel"]


def test_a_synonym_ranks_like_the_word(same):
    same("canapé", "sofa")
    text = ProductFactory(name_fr="Coussin", description_fr="Pour le canapé")
    names = [ProductFactory(name_fr="Sofa"), ProductFactory(name_fr="Canapé")]
    expected = Listed([*(product.pk for product in names), text.pk], 3)
    assert search("canapé", language="fr") == search("sofa", language="fr") == expected


def test_search_without_synonyms_is_as_without_the_table(find, same):
    before = [find(text) for text in ("robe rouge", "the north face chaussures", "l'été", "nf 204")]
    same("canapé", "sofa")
    after = [find(text) for text in ("robe rouge", "the north face chaussures", "l'été", "nf 204")]
    assert before == after == [["dress"], ["running"], ["dress", "beach"], ["running"]]


def test_synonyms_are_read_once_in_a_while(find, same, django_assert_num_queries):
    synonyms._held.forget()
    with django_assert_num_queries(2):
        find("robe")
    with django_assert_num_queries(1):
        find("robe")


def test_a_change_of_synonyms_counts_at_once(find, same):
    assert find("toilette") == []
    row = same("robe", "toilette")
    assert find("toilette") == ["dress"]
    row.delete()
    assert find("toilette") == []


def test_a_rolled_back_change_of_synonyms_leaves_no_trace(find, same):
    with rolled_back():
        same("robe", "toilette")
        assert find("toilette") == ["dress"]
    assert find("toilette") == []


def test_synonyms_of_many_words_stay_a_search(find, same):
    same(*(f"mot{n} de {'a' * 60}" for n in range(500)), "robe")
    assert find("robe") == ["dress"]
    assert isinstance(find(" ".join(f"mot{n} {'a' * 60}" for n in range(6))), list)


@pytest.mark.parametrize(
    ("name", "columns"),
    [
        ("synonyms_of_something", {"words": ""}),
        ("synonyms_language_known", {"words": "a", "language": "de"}),
    ],
)
def test_synonyms_keep_to_their_constraints(name, columns):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Synonyms.objects.create(**columns)
