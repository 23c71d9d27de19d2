"""The front page of the administration says whether the regular jobs run."""

import pytest
from django.contrib.auth.models import Group

from tests.admin_rows import message
from tests.conftest import NOON
from tests.core.heartbeat.conftest import MINUTE
from tests.factories import UserFactory

ENGLISH = {"headers": {"accept-language": "en"}}


def test_staff_see_what_is_late(jobs, staff_client, django_assert_max_num_queries):
    with django_assert_max_num_queries(17):
        page = staff_client.get("/admin/", **ENGLISH).text
    assert "The regular jobs run, and nothing waits too long for them." in page
    message(1, due_at=NOON)
    jobs.after(16 * MINUTE, but={"sweep"})
    page = staff_client.get("/admin/", **ENGLISH).text
    assert page.count('data-testid="job-late"') == page.count('data-testid="backlog-late"') == 1
    assert "The search for abandoned orders: last ran 16\xa0minutes ago." in page
    assert "Messages to be sent: 1, the oldest for 16\xa0minutes." in page


@pytest.mark.django_db
def test_a_job_that_has_never_run_is_said_to(staff_client):
    assert "Sending messages: has never run." in staff_client.get("/admin/", **ENGLISH).text


@pytest.mark.parametrize(("role", "sees"), [("catalogue", False), ("owner", True)])
def test_who_sees_it(jobs, client, role, sees, django_assert_max_num_queries):
    user = UserFactory(is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    client.force_login(user)
    with django_assert_max_num_queries(17):
        page = client.get("/admin/").text
    assert ('data-testid="jobs-ok"' in page) is sees
