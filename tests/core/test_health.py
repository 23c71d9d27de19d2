from types import SimpleNamespace

import pytest
from django.core.cache import cache
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.db.utils import OperationalError

from shop.core import health


def test_alive_asks_nothing(client):
    assert client.get("/healthz").json() == {"status": "ok"}  # no database mark: it would fail


@pytest.mark.django_db
def test_ready(client):
    answer = client.get("/readyz")
    assert answer.status_code == 200
    late = {"jobs": "late", "sweep": "late"}  # they have never run
    checks = {"database": "ok", "cache": "ok", "backlog": "ok", **late}
    assert answer.json() == {"status": "ok", "checks": checks}


@pytest.mark.django_db
def test_not_ready_before_its_migrations(client):
    recorder = MigrationRecorder(connection)
    newest = recorder.migration_qs.filter(app="catalog").latest("name")
    recorder.record_unapplied("catalog", newest.name)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["checks"]["database"] == "migrations pending"


@pytest.mark.django_db
def test_not_ready_without_its_database(client, monkeypatch):
    def lost(_connection):
        raise OperationalError

    monkeypatch.setattr(health, "MigrationExecutor", lost)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["checks"]["database"] == "unavailable"


@pytest.mark.django_db
def test_ready_without_its_cache(client, monkeypatch):
    def lost(*_, **__):
        raise ConnectionError

    monkeypatch.setattr(cache, "set", lost)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["checks"]["cache"]) == (200, "unavailable")


@pytest.mark.django_db
def test_a_cache_that_goes_on_without_redis_is_told(client, monkeypatch):
    spare = SimpleNamespace(set=lambda *_, **__: None, is_lost=True)
    monkeypatch.setattr(health, "cache", spare)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["checks"]["cache"]) == (200, "unavailable")


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_health_is_told_to_who_knows_the_ip_address_alone(client, settings, path):
    settings.SECURE_SSL_REDIRECT = True
    assert client.get(path, headers={"host": "10.1.2.3:8000"}).status_code == 200
    assert client.get("/", headers={"host": "10.1.2.3:8000"}).status_code == 400


@pytest.mark.django_db
def test_a_check_that_breaks_costs_no_readiness(client, monkeypatch):
    monkeypatch.setitem(health._checks, "jobs", lambda: 1 / 0)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["checks"]["jobs"]) == (200, "unavailable")
