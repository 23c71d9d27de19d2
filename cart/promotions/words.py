"""What stands in the way of a promotion, and what would help, in the shopper's words (S4.2)."""

from collections.abc import Callable, Mapping
from datetime import datetime

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cart.pricing import Deal, Obstacle, Reason
from shop.core.countries import country_name
from shop.core.money import formatted

# What the shopper can still change: such a code stays with the cart and waits.
WAITS: frozenset[Reason] = frozenset(
    {
        Reason.GROUP,
        Reason.COUNTRY,
        Reason.NO_ITEMS,
        Reason.LEAST_TOTAL,
        Reason.QUANTITY,
        Reason.REDUCED,
        Reason.NOT_TOGETHER,
        Reason.NO_DELIVERY,
        Reason.NOTHING,
    }
)


def in_words(obstacle: Obstacle, deal: Deal, *, country: str = "") -> str:
    """Return why ``deal`` gives nothing, and what would make it count."""
    facts = {
        "code": deal.code or deal.label,
        "country": country_name(country) if country else "",
        "countries": ", ".join(sorted(country_name(each) for each in deal.countries)),
        "group": deal.group,
        "missing": formatted(obstacle.missing),
        "other": obstacle.other,
        "start": _date(deal.starts_at),
        "end": _date(deal.ends_at),
    }
    if obstacle.reason is Reason.QUANTITY:
        facts["missing"] = str(obstacle.missing)
        return _quantity(obstacle.missing) % facts
    if obstacle.reason is Reason.LEAST_TOTAL and not deal.bought:
        return _("The code %(code)s needs %(missing)s more in your cart.") % facts
    return _WORDS[obstacle.reason]() % facts


def unknown(code: str) -> str:
    return _("There is no code “%(code)s”. Please check how it is spelt.") % {"code": code}


def _quantity(missing: int) -> str:
    return ngettext(
        "The code %(code)s counts as soon as %(missing)s more piece is in your cart of what it is "
        "for.",
        "The code %(code)s counts as soon as %(missing)s more pieces are in your cart of what it "
        "is for.",
        missing,
    )


_WORDS: Mapping[Reason, Callable[[], str]] = {
    Reason.UNKNOWN: lambda: _("There is no code “%(code)s”. Please check how it is spelt."),
    Reason.TOO_EARLY: lambda: _("The code %(code)s is valid from %(start)s on."),
    Reason.TOO_LATE: lambda: _("The code %(code)s was valid until %(end)s."),
    Reason.USED_UP: lambda: _(
        "The code %(code)s was for a limited number of orders, and they have all been placed."
    ),
    Reason.USED_BY_YOU: lambda: _(
        "You have used the code %(code)s already, as often as it can be used."
    ),
    Reason.NOT_FIRST_ORDER: lambda: _(
        "The code %(code)s is for a first order, and you have ordered here before. Thank you for "
        "that."
    ),
    Reason.GROUP: lambda: _(
        "The code %(code)s is for members of the group “%(group)s”. If you are one, please sign in "
        "with that account."
    ),
    Reason.COUNTRY: lambda: _(
        "The code %(code)s is for deliveries to: %(countries)s. Yours goes to: %(country)s."
    ),
    Reason.NO_ITEMS: lambda: _(
        "The code %(code)s is for certain things, and none of them is in your cart."
    ),
    Reason.LEAST_TOTAL: lambda: _(
        "The code %(code)s needs %(missing)s more in your cart of what it is for."
    ),
    Reason.REDUCED: lambda: _(
        "The code %(code)s is not for items that are reduced already, and all of them are."
    ),
    Reason.NOT_TOGETHER: lambda: _(
        "The code %(code)s cannot be combined with: %(other)s. We use what leaves you less to pay."
    ),
    Reason.NO_DELIVERY: lambda: _(
        "The code %(code)s pays for delivery, and this order has none to pay for."
    ),
    Reason.NOTHING: lambda: _("The code %(code)s would not make this order cheaper."),
}


def _date(moment: datetime | None) -> str:
    return date_format(localtime(moment), "DATE_FORMAT") if moment else ""
