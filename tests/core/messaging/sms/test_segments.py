"""What a text costs: the tables of 3GPP TS 23.038."""

import pytest

from shop.core.messaging.sms.segments import first_that_fits, fits_one, is_gsm, plain, segments_of

# TS 23.038, 6.2.1, row by row of the published table.
BASIC = (
    "@Δ 0¡P¿p" "£_!1AQaq" '$Φ"2BRbr' "¥Γ#3CScs" "èΛ¤4DTdt" "éΩ%5EUeu" "ùΠ&6FVfv" "ìΨ'7GWgw"
    "òΣ(8HXhx" "ÇΘ)9IYiy" "\nΞ*:JZjz" "Ø+;KÄkä" "øÆ,<LÖlö" "\ræ-=MÑmñ" "Åß.>NÜnü" "åÉ/?O§oà"
)  # fmt: skip


def test_the_alphabet_has_all_of_its_characters():
    assert len(set(BASIC)) == 127  # and the escape
    assert is_gsm(BASIC)
    assert segments_of(BASIC) == 1


@pytest.mark.parametrize(
    ("text", "segments"),
    [
        ("", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("a" * 159 + "€", 2),
        # An escape and its character stay together: 76 pairs and one septet unused.
        ("€" * 76 * 2, 2),
        ("€" * (76 * 2 + 1), 3),
        ("ê" * 70, 1),
        ("ê" * 71, 2),
        ("a" * 69 + "ê", 1),
        ("a" * 70 + "ê", 2),
        ("ê" * 134, 2),
        ("ê" * 135, 3),
        ("😀" * 35, 1),
        ("😀" * 36, 2),
        # Nor are the halves of an emoji parted: 33 of them and one unit unused.
        ("😀" * 66, 2),
        ("😀" * 67, 3),
    ],
)
def test_segments(text, segments):
    assert segments_of(text) == segments
    assert fits_one(text) is (segments == 1)


@pytest.mark.parametrize("character", "^{}\\[~]|€")
def test_what_takes_an_escape_counts_twice(character):
    assert is_gsm(character)
    assert segments_of("a" * 158 + character) == 1
    assert segments_of("a" * 159 + character) == 2


@pytest.mark.parametrize("character", "êçâœ’`…–\u00a0😀")
def test_what_the_alphabet_lacks(character):
    assert not is_gsm(character)
    assert segments_of(character * 71) > 1


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("L’épicerie d’Inès : çà, fête…", "L'épicerie d'Inès : cà, fete..."),
        ("«\u00a0Cœur\u00a0» – “Œuvre”\u202f!", '" Coeur " - "OEuvre" !'),
        ("Øre Ærø Å ß ñ", "Øre Ærø Å ß ñ"),
        ("Чай", "Чай"),
    ],
)
def test_a_text_in_the_alphabet_of_phones(text, written):
    assert plain(text) == written


def test_the_first_that_fits():
    assert first_that_fits(["a" * 161, "b" * 160, "c"]) == "b" * 160
    assert first_that_fits(["a" * 400, "b" * 200]) == "b" * 200
