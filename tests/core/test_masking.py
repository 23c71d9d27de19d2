import pytest

from shop.core.masking import (
    mask_addresses,
    mask_email,
    mask_numbers,
    mask_phone,
    mask_recipient,
    mask_secrets,
    mask_words,
    tells_how_to_reach,
)


@pytest.mark.parametrize(
    ("address", "masked"),
    [
        ("jane.doe@example.com", "j•••@e•••.com"),
        ("j@x.co.uk", "j•••@x•••.uk"),
        ("root@localhost", "r•••@l•••"),
        ("", "•••@•••"),
    ],
)
def test_mask_email(address, masked):
    assert mask_email(address) == masked


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        (
            "to <jane@example.com>, john@example.org: 250 OK",
            "to <j•••@e•••.com>, j•••@e•••.org: 250 OK",
        ),
        ("no address here", "no address here"),
        ("@", "@"),
    ],
)
def test_mask_addresses(text, masked):
    assert mask_addresses(text) == masked


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("Zoé Démo", "Z••• D•••"),
        ("  Jean-Luc \t de la Tour\n", "J••• d••• l••• T•••"),
        ("山田太郎", "山•••"),
        ("J", "J•••"),
        ("12b rue 7", "••• r••• •••"),
        ("\u202eZoé", "•••"),
        ("", ""),
    ],
)
def test_mask_words(text, masked):
    assert mask_words(text) == masked


@pytest.mark.parametrize(
    ("number", "masked"),
    [
        ("+33612345678", "+33 6 •• •• •• 78"),
        ("+12015550123", "+1 2 •• •• •• 23"),
        ("+4366012345678901", "+43 6 •• •• •• 01"),
        ("0612345678", ""),
        ("", ""),
    ],
)
def test_mask_phone(number, masked):
    assert mask_phone(number) == masked


@pytest.mark.parametrize(
    ("recipient", "masked"),
    [
        ("+33612345678", "+33 6 •• •• •• 78"),
        ("jane@example.com", "j•••@e•••.com"),
        ("+33612345678@example.com", "+•••@e•••.com"),
        ("", "•••@•••"),
    ],
)
def test_mask_recipient(recipient, masked):
    assert mask_recipient(recipient) == masked


def test_mask_numbers():
    text = "to +33612345678, 33612345678: 500 in 12.5 s, 2026-03-04"
    assert mask_numbers(text) == "to •••, •••: 500 in 12.5 s, 2026-03-04"


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        (f"/r/{'aB3_-' * 8}xyz/?q=1", "/r/•••/?q=1"),
        (f"/r/{'aB3_-' * 8}xyz\\xe9/", "/r/•••\\xe9/"),
        (f"/r/{'aB3_-' * 8}xyzé/", "/r/•••é/"),
        (f"{'A' * 43} {'B' * 43}", "••• •••"),
        ("A" * 42, "A" * 42),
        ("0" * 64, "0" * 64),  # the hash of one opens nothing
        ("", ""),
    ],
)
def test_mask_secrets(text, masked):
    assert mask_secrets(text) == masked


@pytest.mark.parametrize(
    ("text", "tells"),
    [
        ("write to jane@example.com", True),
        ("0612345678", True),
        ("06 12 34 56 78", True),
        ("+33 (0)6.12-34/56 78", True),
        ("lego 10276", False),
        ("30 x 40 cm", False),
        ("2026 12", False),
        ("@", False),
        ("", False),
    ],
)
def test_tells_how_to_reach(text, tells):
    assert tells_how_to_reach(text) is tells
