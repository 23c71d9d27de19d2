"""An address as it is written on a letter: the order of lines of its country, the words as typed."""

from checkout.addresses.rules import FIELDS, rules_for
from checkout.models import Address
from shop.core.countries import country_name


def written(address: Address) -> str:
    """Return the lines of ``address``, the country last, in the page's language."""
    fields = {ours: getattr(address, ours) for ours in FIELDS.values()}
    fields["line1"] = "\n".join(filter(None, [address.line1, address.line2]))
    lines = rules_for(address.country).layout.format(**fields).split("\n")
    # A country that writes commas between fields leaves them standing where one is empty.
    kept = [line.strip(" ,") for line in lines if line.strip(" ,")]
    return "\n".join([*kept, country_name(address.country)])
