"""The reports in the administration's menus, for whoever may see them."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shop.core.admin_site import Section, menu


@dataclass(frozen=True)
class Report:
    """A page of this app. ``name`` is that of its address."""

    name: str
    title: str | Promise
    permission: str

    @property
    def url(self) -> str:
        return reverse(self.name)


OVERVIEW = Report("report-overview", gettext_lazy("Overview"), "analytics.view_reports")
SEARCHES = Report("report-searches", gettext_lazy("Searches"), "analytics.view_searches")
FUNNEL = Report("report-funnel", gettext_lazy("Funnel"), "analytics.view_reports")
RECOVERY = Report("report-recovery", gettext_lazy("Recovery"), "analytics.view_reports")
REPORTS = (OVERVIEW, SEARCHES, FUNNEL, RECOVERY)


def reports_for(request: HttpRequest) -> list[Report]:
    return [report for report in REPORTS if request.user.has_perm(report.permission)]


@menu
def reports_menu(request: HttpRequest) -> Section | None:
    """Return the section as the administration wants it; None for who may see nothing of it."""
    reports = reports_for(request)
    if not reports:
        return None
    return {
        "name": _("Reports"),
        "app_label": "analytics",
        "app_url": reverse("reports"),
        "has_module_perms": True,
        "models": list(_entries(reports)),
    }


def _entries(reports: Iterable[Report]) -> Iterable[Section]:
    for report in reports:
        yield {
            "name": report.title,
            "object_name": report.name,
            "admin_url": report.url,
            "add_url": None,
            "view_only": True,
            "perms": {"add": False, "change": False, "delete": False, "view": True},
        }
