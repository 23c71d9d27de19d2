"""Webhooks in the administration: set up, tried out, looked after, sent again."""

import pytest
import structlog
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext

from recovery.models import WebhookDelivery, WebhookEndpoint
from shop.core import clock as shop_clock
from shop.environment import Profile
from tests.admin_rows import make, webhook_delivery
from tests.factories import UserFactory

pytestmark = pytest.mark.usefixtures("content_types")
ENDPOINTS, DELIVERIES = "/admin/recovery/webhookendpoint/", "/admin/recovery/webhookdelivery/"
ENGLISH = {"headers": {"accept-language": "en"}}
FORM = {"name": "CRM", "url": "https://crm.example/in", "events": ["order.paid"], "is_active": "on"}


@pytest.fixture
def owner(client, db, clock):
    owner = UserFactory(is_staff=True)
    owner.groups.add(Group.objects.get(name="owner"))
    client.force_login(owner)
    return owner


def read(client, path):
    return client.get(path, **ENGLISH).content.decode()


def act(client, path, action, *rows):
    form = {"action": action, "_selected_action": [row.pk for row in rows]}
    return client.post(path, form, follow=True, **ENGLISH).content.decode()


def test_an_owner_enters_an_address_and_gets_a_secret(client, owner):
    client.post(f"{ENDPOINTS}add/", FORM)
    endpoint = WebhookEndpoint.objects.get()
    assert (endpoint.name, endpoint.events, endpoint.is_active) == ("CRM", ["order.paid"], True)
    assert endpoint.activated_at == shop_clock.now()
    assert (endpoint.secret[:6], len(endpoint.secret)) == ("whsec_", 6 + 44)
    with structlog.testing.capture_logs() as logs:
        page = read(client, f"{ENDPOINTS}{endpoint.pk}/change/")
    assert endpoint.secret in page
    assert [line["by"] for line in logs if line["event"] == "webhook_secret_opened"] == [owner.pk]


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("http://crm.example/in", "anybody could read along"),
        ("ftp://crm.example/in", "Enter an address that begins with https."),
        ("https://me:secret@crm.example/in", "Leave name and password out"),
        ("crm", "Enter a valid URL"),
    ],
)
def test_an_address_that_will_not_do_is_refused(client, owner, settings, url, says):
    settings.PROFILE = Profile.PRODUCTION
    page = client.post(f"{ENDPOINTS}add/", {**FORM, "url": url}, **ENGLISH).content.decode()
    assert says in page
    assert not WebhookEndpoint.objects.exists()


@pytest.mark.parametrize(
    ("profile", "url"),
    [
        (Profile.PRODUCTION, "http://127.0.0.1:9000/in"),
        (Profile.PRODUCTION, "http://localhost:9000/in"),
        (Profile.EMBEDDED, "http://crm.example/in"),
    ],
)
def test_an_address_without_tls_will_do_where_nobody_reads_along(
    client, owner, settings, profile, url
):
    settings.PROFILE = profile
    client.post(f"{ENDPOINTS}add/", {**FORM, "url": url})
    assert WebhookEndpoint.objects.get().url == url


def test_an_endpoint_that_hears_of_nothing_is_refused(client, owner):
    client.post(f"{ENDPOINTS}add/", {**FORM, "events": []})
    assert not WebhookEndpoint.objects.exists()


def test_whoever_may_not_see_the_secret_does_not(client, db):
    endpoint = make(WebhookEndpoint, 1)
    colleague = UserFactory(is_staff=True)
    may = Permission.objects.filter(codename__in=["view_webhookendpoint", "view_webhookdelivery"])
    colleague.user_permissions.set(may)
    client.force_login(colleague)
    page = read(client, f"{ENDPOINTS}{endpoint.pk}/change/")
    assert "CRM 0" in page
    assert endpoint.secret not in page
    for action in ("change_secret", "forget_former_secret", "send_test"):
        act(client, ENDPOINTS, action, endpoint)
    endpoint.refresh_from_db()
    assert (endpoint.secret, WebhookDelivery.objects.count()) == ("whsec_c2VjcmV0", 0)


def test_a_list_shows_no_more_of_an_address_than_its_host(client, owner):
    make(WebhookEndpoint, 1)
    page = read(client, ENDPOINTS)
    assert "crm.example" in page
    assert "Zebulon" not in page


def test_a_secret_is_changed_and_the_former_one_forgotten(client, owner):
    endpoint = make(WebhookEndpoint, 1)
    assert "1 new secret was made. The former one signs" in act(
        client, ENDPOINTS, "change_secret", endpoint
    )
    endpoint.refresh_from_db()
    assert (endpoint.former_secret, len(endpoint.secret)) == ("whsec_c2VjcmV0", 50)
    assert "1 former secret is forgotten." in act(
        client, ENDPOINTS, "forget_former_secret", endpoint
    )
    endpoint.refresh_from_db()
    assert endpoint.former_secret == ""


def test_a_test_goes_to_an_endpoint_that_is_on(client, owner):
    off = make(WebhookEndpoint, 1)
    WebhookEndpoint.objects.update(is_active=False)
    on = make(WebhookEndpoint, 1)
    told = act(client, ENDPOINTS, "send_test", on, off)
    assert "1 test is on its way." in told
    assert "Endpoints that are switched off are told nothing." in told
    assert list(WebhookDelivery.objects.values_list("endpoint", "event", "state")) == [
        (on.pk, "webhook.test", "due")
    ]


def test_switched_on_again_it_begins_anew(client, owner, clock):
    endpoint = make(WebhookEndpoint, 1)
    WebhookEndpoint.objects.update(
        is_active=False, off_because="failing", failures=12, failing_since=shop_clock.now()
    )
    clock.shift(3600)
    client.post(f"{ENDPOINTS}{endpoint.pk}/change/", FORM)
    endpoint.refresh_from_db()
    assert (endpoint.is_active, endpoint.off_because, endpoint.failures) == (True, "", 0)
    assert (endpoint.failing_since, endpoint.activated_at) == (None, shop_clock.now())
    assert endpoint.secret == "whsec_c2VjcmV0"


def test_saving_a_name_takes_back_nothing_that_a_worker_wrote_meanwhile(client, owner, monkeypatch):
    """Pitfall M24: between the form and the row the receiver failed."""
    endpoint = make(WebhookEndpoint, 1)
    real = WebhookEndpoint.save

    def late(self, *args, **kwargs):
        now = shop_clock.now()
        WebhookEndpoint.objects.update(failures=3, failing_since=now, left_alone_until=now)
        real(self, *args, **kwargs)

    monkeypatch.setattr(WebhookEndpoint, "save", late)
    client.post(f"{ENDPOINTS}{endpoint.pk}/change/", {**FORM, "name": "ERP"})
    endpoint.refresh_from_db()
    assert (endpoint.name, endpoint.failures) == ("ERP", 3)


def test_nobody_deletes_an_endpoint(client, staff_client):
    endpoint = make(WebhookEndpoint, 1)
    assert staff_client.post(f"{ENDPOINTS}{endpoint.pk}/delete/").status_code == 403


def test_what_is_dead_is_told_on_the_front_page_and_sent_again(client, owner):
    dead = make(WebhookDelivery, 1)
    assert "1 webhook was not delivered." in read(client, "/admin/")
    page = read(client, f"{DELIVERIES}{dead.pk}/change/")
    assert "&quot;shop&quot;: &quot;https://shop.example&quot;" in page
    with structlog.testing.capture_logs() as logs:
        assert "1 webhook is due again." in act(client, DELIVERIES, "send_again", dead)
    (line,) = [line for line in logs if line["event"] == "webhooks_sent_again"]
    assert (line["deliveries"], line["by"]) == ([dead.pk], owner.pk)
    dead.refresh_from_db()
    assert (dead.state, dead.code, dead.attempts, dead.due_at) == (
        "due",
        "resent",
        0,
        shop_clock.now(),
    )
    assert "was not delivered" not in read(client, "/admin/")


def test_what_was_delivered_can_be_sent_again_and_what_is_due_cannot(client, owner):
    now = shop_clock.now()
    delivered = webhook_delivery(1, state="delivered", code="", delivered_at=now)
    due = webhook_delivery(2, state="due", code="")
    off = webhook_delivery(3)
    WebhookEndpoint.objects.filter(pk=off.endpoint_id).update(is_active=False)
    told = act(client, DELIVERIES, "send_again", delivered, due, off)
    assert "1 webhook is due again." in told
    assert "Only what has ended can be sent again, and only to an active endpoint." in told
    states = WebhookDelivery.objects.order_by("event_id").values_list("state", "delivered_at")
    assert list(states) == [("due", None), ("due", None), ("dead", None)]


def test_what_is_dead_is_seen_to(client, owner):
    dead = make(WebhookDelivery, 1)
    assert "1 webhook is seen to." in act(client, DELIVERIES, "see_to", dead)
    dead.refresh_from_db()
    assert (dead.state, dead.seen_by) == ("dead", owner)
    assert "was not delivered" not in read(client, "/admin/")


def test_whoever_may_not_send_does_not(client, db):
    dead = make(WebhookDelivery, 1)
    colleague = UserFactory(is_staff=True)
    colleague.user_permissions.set(Permission.objects.filter(codename="view_webhookdelivery"))
    client.force_login(colleague)
    for action in ("send_again", "see_to"):
        act(client, DELIVERIES, action, dead)
    dead.refresh_from_db()
    assert (dead.state, dead.seen_at) == ("dead", None)


@pytest.mark.parametrize(
    ("path", "model"), [(ENDPOINTS, WebhookEndpoint), (DELIVERIES, WebhookDelivery)]
)
def test_a_list_costs_the_same_for_one_and_for_many(client, owner, path, model):
    def queries():
        with CaptureQueriesContext(connection) as seen:
            client.get(path)
        return len(seen)

    make(model, 1)
    once = queries()
    for n in range(1, 6):
        webhook_delivery(n)
    assert queries() == once <= 15
