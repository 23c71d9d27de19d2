"""Writes the record of processing activities, article 30 of the GDPR, from what is in force (P7)."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from shop.core import clock
from shop.core.admin import written
from shop.core.privacy.processing import Processing, Recipient, processings
from shop.core.privacy.recipients import recipients


def record() -> dict[str, Any]:
    """Return the record in the language that is active."""
    seller, known = settings.SELLER, recipients()
    return {
        "shop": settings.SHOP_NAME,
        "written_at": clock.now().isoformat(),
        "controller": {
            "name": seller["name"],
            "address": seller["address"],
            "email": seller["email"],
        },
        "processings": [_told(each, known) for each in processings()],
        "security": [str(each) for each in _measures()],
    }


def _told(each: Processing, known: Mapping[Recipient, list[str]]) -> dict[str, Any]:
    return {
        "key": each.key,
        "name": str(each.name),
        "why": str(each.why),
        "basis": str(each.basis.label),
        "people": str(each.people),
        "data": str(each.data),
        "recipients": [
            f"{kind.label} – {name}" for kind in each.recipients for name in known[kind]
        ],
        "period": str(each.period()),
        "policy": str(each.policy()) if each.policy else "",
        "survives_erasure": str(each.survives),
        "tables": list(each.models),
    }


def _measures() -> Iterator[str]:
    yield _("The people behind messages are known by keyed hashes of their addresses.")
    yield _("Of links and cookies only hashes are kept.")
    yield _("Staff see personal data by permission, and each row of it that they open is logged.")
    yield _("Logs have no names, addresses, or secrets.")
    if settings.IS_HTTPS:
        yield _("The site is reached by HTTPS only.")


def as_markdown() -> str:
    """Return the record as Markdown, in the language that is active."""
    told = record()
    title, controller, security = (
        _("Record of processing activities"),
        _("Controller"),
        _("Security"),
    )
    who = told["controller"]
    lines = [
        f"# {title} · {told['shop']}",
        "",
        _("Written on %(date)s from the settings in force.") % {"date": written(clock.now())},
        "",
        f"**{controller}** · {', '.join([who['name'], *who['address'], who['email']])}",
    ]
    for each in told["processings"]:
        lines += ["", f"## {each['name']}", "", *_table(each)]
    lines += ["", f"## {security}", "", *(f"- {measure}" for measure in told["security"])]
    return "\n".join(lines) + "\n"


def _table(each: dict[str, Any]) -> Iterator[str]:
    rows = {
        _("Why"): each["why"],
        _("Legal basis"): each["basis"],
        _("People"): each["people"],
        _("Data"): each["data"],
        _("Recipients"): "; ".join(each["recipients"]) or _("none outside the shop"),
        _("How long"): each["period"],
        _("After an erasure"): each["survives_erasure"] or _("nothing is left"),
    }
    if each["policy"]:
        rows[_("In force")] = each["policy"]
    what = _("What")
    yield f"| {what} | {each['key']} |"
    yield "|---|---|"
    for name, text in rows.items():
        yield f"| {name} | {text} |"
