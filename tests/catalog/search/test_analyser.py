import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.search import analyser
from catalog.search.analyser import Word


def shared(one, other, language):
    return bool(set(analyser.forms(one, language)) & set(analyser.forms(other, language)))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Robe d'été", [Word("robe"), Word("dété", ("été",))]),
        ("Levi's", [Word("levis", ("levi",))]),
        ("L’OUÏE", [Word("louïe", ("ouïe",))]),
        ("cœur Æther straße", [Word("coeur"), Word("aether"), Word("strasse")]),
        ("T-shirt t shirt", [Word("tshirt", ("t", "shirt"))] * 2),
        ("H&M vitamine c", [Word("hm", ("h", "m")), Word("vitamine"), Word("c")]),
        ("AB-12/XL", [Word("ab12xl", ("ab", "12", "xl"))]),
        ("1,5 l 2.5", [Word("1p5"), Word("l"), Word("2p5")]),
        ("a-b-c-d-e-f-g", [Word(letter) for letter in "abcdefg"]),
        ("--' \0 😀 \ud800 _", []),
    ],
)
def test_words_splits(text, expected):
    assert list(analyser.words(text)) == expected


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("fr", "chaussures", "chaussure"),
        ("fr", "chevaux", "cheval"),
        ("fr", "bijoux", "bijou"),
        ("fr", "cheveux", "cheveu"),
        ("fr", "gâteaux", "gateau"),
        ("fr", "brodée", "brodé"),
        ("fr", "brodees", "brodée"),
        ("en", "shoes", "shoe"),
        ("en", "knives", "knive"),
        ("en", "running", "run"),
    ],
)
def test_forms_are_shared_by_inflections(language, one, other):
    assert shared(one, other, language)


@pytest.mark.parametrize(
    ("language", "one", "other"), [("fr", "robe", "robot"), ("en", "tea", "team")]
)
def test_forms_tell_words_apart(language, one, other):
    assert not shared(one, other, language)


def test_forms_keep_references_whole():
    assert analyser.forms("ab12s", "en") == ("ab12s",)


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("fr", "des", True),
        ("fr", "à", True),
        ("fr", "qu'il", True),
        ("fr", "the", False),
        ("en", "the", True),
        ("en", "thé", False),
    ],
)
def test_is_stop_word(language, text, expected):
    (word,) = analyser.words(text)
    assert analyser.is_stop_word(word, language) is expected


@given(st.text(alphabet=st.characters()), st.sampled_from(analyser.LANGUAGES))
def test_forms_of_text_hold_nothing_that_a_database_could_read(text, language):
    for form in analyser.forms_of_text(text, language):
        assert form.isalnum()
        assert form == form.casefold()
        assert len(form) <= analyser.LONGEST_FORM
        form.encode()
