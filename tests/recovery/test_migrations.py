"""A shop that runs already: lines of its ledger that rows say themselves from now on."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from recovery.episodes.ledger import entries
from recovery.models import Episode
from tests.conftest import NOON

pytestmark = pytest.mark.slow

BEFORE = [("recovery", "0005_products_looked_at")]


@pytest.fixture
def before(transactional_db):
    executor = MigrationExecutor(connection)
    executor.migrate(BEFORE)
    yield MigrationExecutor(connection).loader.project_state(BEFORE).apps
    to_the_newest()


def to_the_newest():
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


def test_the_ledger_reads_as_before(before):
    person = before.get_model("messaging", "Person").objects.create()
    episode = before.get_model("recovery", "Episode").objects.create(
        person=person, depth=5, cause="payment_declined", left_at=NOON, opened_at=NOON,
        closes_at=NOON,
    )  # fmt: skip
    message = before.get_model("messaging", "Message").objects.create(
        kind="recovery.payment_failed", about="payment:1", message_class="service", person=person,
        recipient="zoe@demo.example", language="fr", priority=1,
    )  # fmt: skip
    before.get_model("recovery", "Reminder").objects.create(
        episode=episode, step_slug="payment-1", channel="email", message=message
    )
    said = [
        ("noticed", "payment_failed", {"depth": "failed", "cause": "payment_declined"}),
        ("planned", "fact_told", {"step": "payment-1", "due": "2026-03-04T12:02:00+00:00"}),
        ("not_planned", "no_consent", {"step": "first"}),
    ]
    for verdict, code, facts in said:
        before.get_model("recovery", "Decision").objects.create(
            person=person, episode=episode, verdict=verdict, code=code, facts=facts, at=NOON
        )
    to_the_newest()
    now = Episode.objects.get()
    lines = [(each.decision, each.code, each.facts) for each in entries(now)]
    assert lines == said
    assert [line.code for line in now.decisions.all()] == ["no_consent"]
