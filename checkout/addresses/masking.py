"""An address for who may pay an order without knowing whose it is."""

from checkout.addresses.rules import FIELDS
from checkout.models import Address
from shop.core.masking import mask_words

_HIDDEN_WHOLE = {"line1": "", "postcode": "•••••", "sorting_code": ""}


def masked(address: Address) -> Address:
    """Return a copy that its owner knows again and that tells others nothing; it is never saved.

    Of names and places the first letters are left. Street, postcode and phone are gone. The country
    stands in full: what delivery costs depends on it.
    """
    fields = {
        name: _HIDDEN_WHOLE.get(name, mask_words(getattr(address, name)))
        for name in FIELDS.values()
        if getattr(address, name)
    }
    return Address(
        kind=address.kind, is_complete=address.is_complete, country=address.country, **fields
    )
