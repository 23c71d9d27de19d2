"""What may stand in the words of a reminder, and what is filled in (R4)."""

import pytest
from django.utils.translation import override

from recovery.models import Occasion, Wording
from recovery.wording.built_in import built_in
from recovery.wording.rewriting import own_words
from recovery.wording.trying import judge
from recovery.wording.words import Words, problems

WORDS = Words(
    subject="{product} at {shop_name}", opening="May {care_name} help?", button="Go", closing=""
)
UNKNOWN = (
    "Nothing is known to stand for %s. There are: {shop_name}, {care_name}, {product}, {count}."
)


def test_names_in_braces_are_filled_in_and_nothing_else():
    filled = WORDS.filled({"product": "Tea pot", "shop_name": "{product}", "care_name": "Camille"})
    assert (filled.subject, filled.opening) == ("Tea pot at {product}", "May Camille help?")


def test_what_is_filled_in_is_not_run():
    words = Words(
        subject="{product.__class__} {0} {} {product!r}", opening="", button="", closing=""
    )
    assert words.filled({"product": "Tea pot"}) == words


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("May I help with {product}?", []),
        ("5 < 6, a & b", []),
        ("{discount}", [UNKNOWN % "{discount}"]),
        ("{}", [UNKNOWN % "{}"]),
        *(
            (
                text,
                ["No addresses here: the button is the one way back, and answers reach customer care."],
            )
            for text in ("https://a.example", "HTTP://a", "www.a.example", "write to me@shop.example")
        ),
        *(
            (text, ["Plain text, please: it is written into the mail as it stands here."])
            for text in ("<b>help</b>", "<!-- -->", "</td>", "<IMG src=x>")
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_one_of_the_words_is_told(text, said):
    with override("en"):
        assert list(problems(text, is_one_line=False)) == said


@pytest.mark.parametrize("end", ["\n", "\r\n", "\x0b", "\u2028"])
def test_a_subject_has_one_line(end):
    with override("en"):
        assert list(problems(f"a{end}b", is_one_line=True)) == ["One line, please."]
    assert list(problems(f"a{end}b", is_one_line=False)) == []


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("occasion", Occasion.values)
def test_the_shops_own_words_pass_its_own_linter(occasion, language):
    wording = Wording.objects.get(occasion=occasion, language=language)
    words = own_words(wording)
    with override(language):
        assert words == built_in(Occasion(occasion))
        assert judge(Occasion(occasion), words) == []
