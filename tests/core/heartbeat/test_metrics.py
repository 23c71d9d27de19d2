"""Who may see the metrics, and that they say what the record says."""

import pytest
from django.core.cache import cache
from prometheus_client.parser import text_string_to_metric_families

from checkout.gateways import calling
from shop.core.heartbeat.models import Heartbeat
from shop.core.messaging.models import State
from tests.admin_rows import message
from tests.conftest import NOON
from tests.core.heartbeat.conftest import HOUR, MINUTE

TOKEN = "of-the-one-who-scrapes"


@pytest.fixture
def scrape(client, settings):
    settings.METRICS_TOKEN = TOKEN

    def ask(authorization=f"Bearer {TOKEN}", **headers):
        return client.get("/metrics", headers={"authorization": authorization, **headers})

    return ask


def values(response):
    """Read the answer as Prometheus does."""
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(response.text)
        for sample in family.samples
    }


def test_the_record_is_told(jobs, scrape):
    message(1, due_at=NOON - MINUTE)
    message(2, state=State.UNKNOWN)
    Heartbeat.objects.filter(job="sweep").update(beat_at=NOON - HOUR)
    told = values(scrape())
    assert told["panier_job_last_run_timestamp_seconds", "sweep"] == (NOON - HOUR).timestamp()
    assert told["panier_job_late", "sweep"] == 1
    assert told["panier_job_late", "tell-staff"] == 0
    assert told["panier_waiting", "messages_due"] == 1
    assert told["panier_waiting_oldest_seconds", "messages_due"] == 60
    assert told["panier_waiting", "messages_unknown"] == 1
    assert told["panier_last_hour", "due", "messages"] == 1
    assert told["panier_bank_left_alone", "testbank"] == 0


def test_a_silent_bank_is_told(jobs, scrape):
    cache.set(calling._silences("testbank"), calling.MOST_SILENCES)
    assert values(scrape())["panier_bank_left_alone", "testbank"] == 1


def test_one_scrape_costs_four_queries_however_much_there_is(
    jobs, scrape, django_assert_num_queries
):
    for n in range(30):
        message(n, due_at=NOON)
    with django_assert_num_queries(4):
        response = scrape()
    assert response["Content-Type"].startswith("text/plain; version=")
    assert response["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "authorization", ["", TOKEN, "Bearer", "Bearer of-somebody-else", f"Basic {TOKEN}"]
)
def test_without_the_token_there_is_nothing_there(scrape, client, jobs, authorization):
    refused, nowhere = scrape(authorization), client.get("/no-such-page")
    assert refused.status_code == nowhere.status_code == 404
    assert "panier_job" not in refused.text


@pytest.mark.parametrize("authorization", ["Bearer ", "Bearer x", ""])
def test_without_a_setting_no_token_is_right(scrape, settings, jobs, authorization):
    settings.METRICS_TOKEN = ""
    assert scrape(authorization).status_code == 404


def test_who_scrapes_knows_the_ip_address_alone(scrape, settings, jobs):
    settings.SECURE_SSL_REDIRECT = True
    assert scrape(host="10.1.2.3:8000").status_code == 200


def test_only_reading_is_answered(client, scrape, jobs):
    scrape()
    answer = client.post("/metrics", headers={"authorization": f"Bearer {TOKEN}"})
    assert answer.status_code == 404
