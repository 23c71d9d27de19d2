"""Who sees which report, and where it is found."""

import pytest
from django.urls import reverse

from analytics.menu import REPORTS
from shop.roles import ROLES
from tests.core.users.test_roles import member
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

SEES = {
    "catalogue": ["report-searches"],
    "customer care": [],
    "marketing": [report.name for report in REPORTS],
    "owner": [report.name for report in REPORTS],
}


@pytest.mark.parametrize("role", ROLES)
def test_a_role_opens_exactly_its_reports(client, role):
    client.force_login(member(role))
    statuses = {report.name: client.get(report.url).status_code for report in REPORTS}
    assert statuses == {name: 200 if name in SEES[role] else 403 for name in statuses}


@pytest.mark.parametrize("role", ROLES)
def test_the_menus_show_what_opens(client, role):
    client.force_login(member(role))
    page = client.get(reverse("admin:index"))
    found = [app for app in page.context["app_list"] if app["app_label"] == "analytics"]
    shown = [entry["object_name"] for app in found for entry in app["models"]]
    assert shown == SEES[role]
    assert [name for name in SEES[role] if f'href="{reverse(name)}"' not in page.text] == []


@pytest.mark.parametrize("role", ROLES)
def test_the_short_address_leads_to_the_first(client, role):
    client.force_login(member(role))
    answer = client.get(reverse("reports"))
    if SEES[role]:
        assert answer.headers["location"] == reverse(SEES[role][0])
    else:
        assert answer.status_code == 403


def test_the_page_of_one_app_lists_that_app_alone(staff_client):
    page = staff_client.get(reverse("admin:app_list", args=["catalog"]))
    assert [app["app_label"] for app in page.context["app_list"]] == ["catalog"]


def test_others_are_asked_to_sign_in(client):
    url = reverse("report-funnel")
    assert client.get(url).headers["location"] == f"{reverse('admin:login')}?next={url}"
    client.force_login(UserFactory())
    assert client.get(url).headers["location"] == f"{reverse('admin:login')}?next={url}"
