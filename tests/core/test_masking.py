import pytest

from shop.core.masking import mask_addresses, mask_email


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
