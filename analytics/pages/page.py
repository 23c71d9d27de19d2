"""What the pages of all reports share: who may see them, the period, the frame."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from analytics import numbers
from analytics.menu import Report, reports_for
from analytics.periods import LENGTHS, USUAL, NoSuchPeriod, Period, asked_for, last_days
from shop.core import money

Shown = Mapping[str, Any]  # what a page shows
View = Callable[[HttpRequest], Shown]


@dataclass(frozen=True, slots=True)
class Choice:
    """A period to choose, as a link."""

    name: str
    days: int
    is_chosen: bool


def page(report: Report) -> Callable[[View], Callable[..., HttpResponse]]:
    """Make a page of the administration of a function that says what it shows.

    Who lacks the report's permission gets 403; strangers are asked to sign in.
    """

    def decorate(view: View) -> Callable[..., HttpResponse]:
        @wraps(view)
        def wrapped(request: HttpRequest) -> HttpResponse:
            if not request.user.has_perm(report.permission):
                raise PermissionDenied
            context = {
                **admin.site.each_context(request),
                "title": report.title,
                "currency": settings.CURRENCY,
                "report": report,
                "reports": reports_for(request),
                **view(request),
            }
            return render(request, "admin/analytics/report.html", context)

        return admin.site.admin_view(wrapped)

    return decorate


def _first(request: HttpRequest) -> HttpResponse:
    """Lead to the first report that the visitor may see."""
    reports = reports_for(request)
    if not reports:
        raise PermissionDenied
    return redirect(reports[0].url)


first = admin.site.admin_view(_first)


def of_period(view: Callable[[Period], Shown]) -> View:
    """Let the visitor choose the period of a page; what is no period becomes the usual one."""

    @wraps(view)
    def wrapped(request: HttpRequest) -> Shown:
        period, is_as_asked = _period(request.GET)
        return {
            "period": period,
            "period_in_words": in_words(period),
            "before_in_words": numbers.span(period.before),
            "choices": _choices(period),
            "is_as_asked": is_as_asked,
            "today": period.now,
            **view(period),
        }

    return wrapped


def in_words(period: Period) -> str:
    """Return which days it is about; today is not over yet."""
    if period.is_running and period.is_one_day:
        return _("Today, %(day)s, so far") % {"day": numbers.long_day(period.first)}
    return numbers.span(period)


def compared(now: int, before: int) -> str:
    """Return what there was before, and the change where there was enough to tell."""
    told = _("before: %(number)s") % {"number": numbers.number(before)}
    moved = numbers.change(now, before)
    return f"{told} ({moved})" if moved else told


def compared_amount(now: int, before: int, *, counted: int) -> str:
    """Return the same of money; ``counted`` is how many orders there were before."""
    told = _("before: %(number)s") % {"number": money.formatted(before)}
    moved = numbers.change(now, before, counted=counted)
    return f"{told} ({moved})" if moved else told


def _period(query: Mapping[str, str]) -> tuple[Period, bool]:
    try:
        return asked_for(query), True
    except NoSuchPeriod:
        return last_days(USUAL), False


def _choices(period: Period) -> list[Choice]:
    return [
        Choice(
            name=_("Today")
            if days == 1
            else ngettext("%(days)d day", "%(days)d days", days) % {"days": days},
            days=days,
            is_chosen=period.is_running and period.length == days,
        )
        for days in LENGTHS
    ]
