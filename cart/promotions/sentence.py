"""A promotion in one plain sentence, for the staff who make it."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cart.models import Promotion, PromotionTarget, Side
from cart.pricing import Kind, Stacking
from shop.core import money
from shop.core.countries import country_name

_NAMED = 5  # things of a list that are named; of more, how many there are
_FOR_NOTHING = 100  # percent


def in_a_sentence(promotion: Promotion, targets: Iterable[PromotionTarget]) -> str:
    """Return all that ``promotion`` says, ``targets`` being what it is for, in active language."""
    rows = list(targets)
    bought = _things([str(row.thing) for row in rows if row.side == Side.BOUGHT])
    given = _things([str(row.thing) for row in rows if row.side == Side.GIVEN])
    clauses = [
        _gives(promotion, bought, given),
        *_conditions(promotion),
        *_whom(promotion),
        *_when(promotion),
        *_limits(promotion),
        *_beside_others(promotion),
    ]
    return f"{', '.join(clauses)}."


def _gives(promotion: Promotion, bought: str, given: str) -> str:
    facts = {"bought": bought, "given": given}
    if promotion.kind == Kind.FREE_DELIVERY:
        words = _("free delivery with %(bought)s") if bought else _("free delivery")
        return _capital(words % facts)
    if promotion.kind == Kind.BUY_X_GET_Y:
        return _capital(_bundle(promotion, facts))
    if promotion.kind == Kind.FIXED:
        facts["off"] = money.formatted(promotion.amount or 0)
    else:
        facts["off"] = money.percentage((promotion.percent or 0) * 100)
    if bought and given:
        return _("%(off)s off %(given)s when %(bought)s is bought") % facts
    facts["things"] = bought or given
    return (_("%(off)s off %(things)s") if facts["things"] else _("%(off)s off everything")) % facts


def _bundle(promotion: Promotion, facts: dict[str, str]) -> str:
    buys, gets = promotion.buys or 0, promotion.gets or 0
    facts["buys"], facts["gets"] = str(buys), str(gets)
    facts["off"] = money.percentage((promotion.percent or 0) * 100)
    facts["for"] = (
        ngettext(
            "for every piece bought of %(bought)s",
            "for every %(buys)s pieces bought of %(bought)s",
            buys,
        )
        if facts["bought"]
        else ngettext("for every piece bought", "for every %(buys)s pieces bought", buys)
    ) % facts
    facts["pieces"] = (
        ngettext("%(gets)s piece of %(given)s", "%(gets)s pieces of %(given)s", gets)
        if facts["given"]
        else ngettext("%(gets)s more piece", "%(gets)s more pieces", gets)
    ) % facts
    if promotion.percent == _FOR_NOTHING:
        return _("%(for)s, %(pieces)s for nothing") % facts
    return _("%(for)s, %(pieces)s with %(off)s off") % facts


def _conditions(promotion: Promotion) -> list[str]:
    found = []
    if promotion.most_off is not None:
        found.append(_("%(amount)s at most") % {"amount": money.formatted(promotion.most_off)})
    if promotion.least_total:
        least = money.formatted(promotion.least_total)
        found.append(_("from %(amount)s of it on") % {"amount": least})
    return found


def _whom(promotion: Promotion) -> list[str]:
    found = []
    if promotion.is_for_first_order:
        found.append(_("for a first order"))
    if promotion.group is not None:
        found.append(_("for the group “%(group)s”") % {"group": promotion.group})
    if promotion.countries:
        names = ", ".join(country_name(code) for code in promotion.countries.split(","))
        found.append(_("delivered to %(countries)s") % {"countries": names})
    if promotion.code:
        found.append(_("with the code %(code)s") % {"code": promotion.code})
    return found


def _when(promotion: Promotion) -> list[str]:
    found = []
    if promotion.starts_at:
        found.append(_("from %(moment)s on") % {"moment": _moment(promotion.starts_at)})
    if promotion.ends_at:
        found.append(_("until %(moment)s") % {"moment": _moment(promotion.ends_at)})
    return found


def _limits(promotion: Promotion) -> list[str]:
    found = []
    if (most := promotion.most_uses) is not None:
        words = ngettext("for %(most)s order in all", "for %(most)s orders in all", most)
        found.append(words % {"most": most})
    if (most := promotion.most_uses_a_person) is not None:
        words = ngettext("%(most)s order a person", "%(most)s orders a person", most)
        found.append(words % {"most": most})
    return found


def _beside_others(promotion: Promotion) -> list[str]:
    if promotion.stacking == Stacking.ALONE:
        return [_("never together with another promotion")]
    if promotion.stacking == Stacking.UNREDUCED:
        return [_("not on items that others have reduced")]
    return []


def _things(names: Sequence[str]) -> str:
    """Return the names of things in quotation marks, one after the other."""
    shown = [_("“%(name)s”") % {"name": name} for name in names[:_NAMED]]
    if len(names) > _NAMED:
        more = len(names) - _NAMED
        shown.append(ngettext("%(n)s other", "%(n)s others", more) % {"n": more})
    *first, last = shown or [""]
    return (
        _("%(things)s or %(last)s") % {"things": ", ".join(first), "last": last} if first else last
    )


def _moment(moment: datetime) -> str:
    return date_format(localtime(moment), "DATETIME_FORMAT")


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
