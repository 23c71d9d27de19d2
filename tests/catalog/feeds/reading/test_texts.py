import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.feeds.reading import texts


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("plain", "plain"),
        ("Tom &amp; Jerry&nbsp;&eacute;", "Tom & Jerry é"),
        ("<p>One</p><p>Two <b>bold</b></p>", "One\n\nTwo bold"),
        ("<p>One\n still one</p>\n<p>Two</p>", "One still one\n\nTwo"),
        ("One<br>Two<br/>Three", "One\nTwo\nThree"),
        ("<ul><li>a</li><li>b</li></ul>", "a\n\nb"),
        ("one\ntwo\r\n\r\nthree", "one\ntwo\n\nthree"),
        ("<script>alert(1)</script><style>p{}</style>kept", "kept"),
        ("a < b and 5<6", "a < b and 5<6"),
        ("", ""),
    ],
)
def test_paragraphs(source, text):
    assert texts.paragraphs(source) == text


def test_line_reads_entities_and_joins_spaces():
    assert texts.line(" Caf&eacute;\n  noir ") == "Café noir"


@given(st.text())
def test_paragraphs_never_fail_and_are_trimmed(source):
    text = texts.paragraphs(source)
    assert text == text.strip()
    assert "\n\n\n" not in text
