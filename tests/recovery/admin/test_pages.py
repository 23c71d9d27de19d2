"""What staff see of abandoned orders, and what they may do."""

import re

import pytest
from django.contrib.auth.models import Group

from recovery.models import Alert, Episode, Link, Scenario
from shop.core import clock as shop_clock
from tests.admin_rows import make
from tests.conftest import NOON
from tests.factories import UserFactory
from tests.recovery.conftest import HOUR, MINUTE

pytestmark = pytest.mark.usefixtures("content_types")
EPISODES = "/admin/recovery/episode/"
ENGLISH = {"headers": {"accept-language": "en"}}


@pytest.fixture
def colleague(client, db):
    """Log somebody in who has a role."""

    def logged_in(role):
        user = UserFactory(is_staff=True)
        user.groups.add(Group.objects.get(name=role))
        client.force_login(user)
        return client

    return logged_in


@pytest.mark.parametrize("total", [1, 30])
def test_list_makes_the_same_queries_for_any_number(staff_client, total, django_assert_num_queries):
    make(Episode, total)
    with django_assert_num_queries(5):
        assert staff_client.get(EPISODES).status_code == 200


def test_the_page_tells_everything_about_it(colleague, episode):
    page = colleague("customer care").get(f"{EPISODES}{episode.pk}/change/", **ENGLISH).text
    assert "zoe@demo.example" in page
    assert "delivery cost seen, then left" in page
    assert "It fits a scenario, and nothing speaks against it." in page
    assert "at the payment" in page
    assert "due: 03/04/2026 2 p.m." in page


def test_marketing_sees_no_address(colleague, episode):
    client = colleague("marketing")
    for address in (EPISODES, f"{EPISODES}{episode.pk}/change/"):
        page = client.get(address, **ENGLISH).text
        assert "z•••@d•••.example" in page
        assert "zoe@demo.example" not in page


def test_customer_care_makes_a_link_that_is_shown_once(colleague, episode):
    client = colleague("customer care")
    page = client.post(f"{EPISODES}{episode.pk}/link/", **ENGLISH).text
    path = re.search(r'value="http://[^"/]+(/r/[^"]+)"', page)[1]
    assert client.get(path, **ENGLISH).status_code == 200
    assert Link.objects.count() == 1
    assert client.get(f"{EPISODES}{episode.pk}/link/").status_code == 302
    assert Link.objects.count() == 1


def test_marketing_makes_no_link(colleague, episode):
    assert colleague("marketing").post(f"{EPISODES}{episode.pk}/link/").status_code == 403
    assert not Link.objects.exists()


def test_a_failed_payment_stands_on_the_front_page_until_it_is_seen_to(colleague, street):
    street.fail_to_pay()
    client = colleague("customer care")
    words = "1 payment failed, and nobody has seen to it yet."
    assert words in client.get("/admin/", **ENGLISH).text
    form = {"action": "see_to", "_selected_action": [Alert.objects.get().pk]}
    client.post("/admin/recovery/alert/", form)
    assert words not in client.get("/admin/", **ENGLISH).text
    assert Alert.objects.values_list("seen_at", flat=True).get() == shop_clock.now()


def test_readyz_tells_that_the_sweep_runs_or_does_not(client, street):
    def told():
        return client.get("/readyz").json()["checks"]["sweep"]

    assert told() == "late"
    street.after(MINUTE)
    assert told() == "ok"
    street.clock.shift(HOUR)
    assert told() == "late"


def test_switching_a_scenario_on_remembers_when(colleague, street):
    scenario = Scenario.objects.get(slug="checkout-left")
    Scenario.objects.update(is_active=False, activated_at=NOON - 9 * HOUR)
    step = scenario.steps.get()
    colleague("marketing").post(
        f"/admin/recovery/scenario/{scenario.pk}/change/",
        {
            "name": "",
            "is_active": "on",
            "least_depth": "2",
            "most_depth": "3",
            "least_views": "3",
            "steps-TOTAL_FORMS": "1",
            "steps-INITIAL_FORMS": "1",
            "steps-0-id": step.pk,
            "steps-0-scenario": scenario.pk,
            "steps-0-slug": "first",
            "steps-0-channel": "email",
            "steps-0-delay_minutes": "240",
            "steps-0-useful_minutes": "2880",
        },
    )
    scenario.refresh_from_db()
    assert (scenario.is_active, scenario.activated_at) == (True, NOON)


@pytest.mark.parametrize(
    ("urls", "label"),
    [(["phone://{to}"], "SMS"), ([], "SMS (désactivé\u00a0: SMS_URLS est vide)")],
)
def test_a_step_may_go_by_sms_and_says_where_none_goes(colleague, street, settings, urls, label):
    settings.SMS_URLS = urls
    scenario = Scenario.objects.get(slug="checkout-left")
    page = colleague("marketing").get(f"/admin/recovery/scenario/{scenario.pk}/change/")
    assert f'<option value="sms">{label}</option>' in page.content.decode()


def test_whoever_opens_personal_data_is_written_down(colleague, street, monkeypatch):
    seen = []
    monkeypatch.setattr("shop.core.admin.log.info", lambda *_, **facts: seen.append(facts))
    street.fail_to_pay()
    alert = Alert.objects.get()
    colleague("customer care").get(f"/admin/recovery/alert/{alert.pk}/change/")
    assert [(each["model"], each["pk"]) for each in seen] == [("alert", str(alert.pk))]
