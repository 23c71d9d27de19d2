import pytest
from django.forms import modelform_factory
from django.utils.translation import override

from catalog.admin.synonyms import SynonymsForm
from catalog.models import Synonyms

pytestmark = pytest.mark.django_db


def errors(words, finds="", language=""):
    form = modelform_factory(Synonyms, SynonymsForm, fields="__all__")(
        {"words": words, "also_finds": finds, "language": language}
    )
    return {field: list(said) for field, said in form.errors.items()}


@pytest.mark.parametrize(
    ("words", "finds", "language", "expected"),
    [
        ("trainers\nsneakers", "", "en", {}),
        ("wallet", "purse", "en", {}),
        ("sac à dos\nbackpack", "", "", {}),
        ("", "purse", "", {"words": ["This field is required."]}),
        ("trainers", "", "", {"words": ["Enter a second word, on a line of its own."]}),
        ("bag\n?!", "", "", {"words": ["“?!” has no word that the search looks for."]}),
        ("bag\nde la", "", "", {"words": ["“de la” has no word that the search looks for."]}),
        ("bag", "the", "", {"also_finds": ["“the” has no word that the search looks for."]}),
        (
            "tee-shirt\nvest\ntee shirts",
            "",
            "en",
            {"words": ["“tee-shirt” and “tee shirts” are the same to the search. Keep one."]},
        ),
        (
            "bag",
            "Bags",
            "en",
            {"also_finds": ["“bag” and “Bags” are the same to the search. Keep one."]},
        ),
        (
            "one two three four five\nsix",
            "",
            "fr",
            {"words": ["“one two three four five” is too long: four words at most."]},
        ),
        (
            "\n".join(f"word{n}" for n in range(21)),
            "",
            "",
            {"words": ["20 lines at most; a second group may hold more."]},
        ),
    ],
)
def test_form_says_what_the_search_could_not_use(words, finds, language, expected):
    with override("en"):
        assert errors(words, finds, language) == expected


def test_form_keeps_lines_tidy(staff_client):
    staff_client.post(
        "/admin/catalog/synonyms/add/",
        {"words": "  tee   shirt \r\n\r\nt-shirt", "also_finds": "", "language": "fr"},
    )
    assert list(Synonyms.objects.values_list("words", "also_finds", "language")) == [
        ("tee shirt\nt-shirt", "", "fr")
    ]
