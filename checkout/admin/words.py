"""Codes of orders and payments in words for staff. A code that is not known stands for itself."""

from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cart.pricing import TaxPart
from checkout.gateways.interface import gateway
from checkout.models import Address, AddressKind
from shop.core import money

_ACTORS: dict[str, str | Promise] = {
    "shopper": _("shopper"),
    "bank": _("bank"),
    "shop": _("the shop by itself"),
    "sweep": _("the shop by itself"),
    "staff": _("staff"),
}
_REASONS: dict[str, str | Promise] = {
    "came_back": _("the shopper came back"),
    "erased": _("erased by the shopper"),
    "not_paid": _("not paid in time"),
    "paid_after_all": _("paid after all"),
    "refunded": _("all of its money is given back"),
    "silence": _("nobody came back"),
}
_FIELDS: dict[str, str | Promise] = {
    "__all__": _("the whole form"),
    "email": _("e-mail address"),
    "method": _("delivery method"),
    "gateway": _("way to pay"),
    "vat_number": _("VAT number"),
    **{field.name: field.verbose_name for field in Address._meta.fields},  # noqa: SLF001 - the documented name
}
_CODES: dict[str, str | Promise] = {
    "required": _("left empty"),
    "invalid": _("not accepted"),
    "invalid_choice": _("not offered"),
    "max_length": _("too long"),
    "other_country": _("of another country"),
}


def actor(code: str) -> str:
    return str(_ACTORS.get(code, code))


def reason(code: str) -> str:
    return str(_REASONS.get(code, code))


def rule(code: str) -> str:
    return str(_CODES.get(code, code))


def form_field(name: str) -> str:
    """Return ``billing address, postcode`` for ``billing-postcode``."""
    kind, _dash, part = name.partition("-")
    if part and kind in AddressKind.values:
        return f"{AddressKind(kind).label}, {form_field(part)}"
    return str(_FIELDS.get(name, name))


def tax_parts(parts: Iterable[TaxPart]) -> str:
    """Return ``5.5%: €0.47, 20%: €3.87``."""
    words = gettext("%(label)s: %(amount)s")
    written = [words % {"label": p.rate_words, "amount": money.formatted(p.tax)} for p in parts]
    return ", ".join(written) or "–"


def gateway_name(code: str) -> str:
    """Return what shoppers see; a gateway that is in use no longer is told by its code."""
    try:
        return str(gateway(code).LABEL)
    except KeyError:
        return code
