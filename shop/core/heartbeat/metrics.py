"""``/metrics``: what Prometheus scrapes, read from the database while it waits.

Nothing is kept in a process, so that any of several web processes gives the same answer. It is there
only for who knows METRICS_TOKEN; for anybody else the address is one that the shop does not have.
"""

from collections.abc import Callable, Iterator
from hashlib import sha256
from hmac import compare_digest

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.registry import Collector

from shop.core import clock
from shop.core.health import answers
from shop.core.heartbeat.behind import backlogs
from shop.core.heartbeat.jobs import pulses
from shop.core.heartbeat.recent import happened

Families = Callable[[], Iterator[GaugeMetricFamily]]
_families: list[Families] = []


def measures(families: Families) -> Families:
    """Register what is measured at each scrape; an app above adds what is no row that waits."""
    _families.append(families)
    return families


class ShopCollector(Collector):
    """Reads the heartbeat anew for each scrape; asks nothing when it is registered."""

    def describe(self) -> list[GaugeMetricFamily]:
        return []

    def collect(self) -> Iterator[GaugeMetricFamily]:
        for families in _families:
            yield from families()


_registry = CollectorRegistry()
_registry.register(ShopCollector())


@answers("/metrics")
def metrics(request: HttpRequest) -> HttpResponse | None:
    """Answer who knows the token. None: this address is nobody's."""
    if request.method != "GET" or not _may_see(request):
        return None
    response = HttpResponse(generate_latest(_registry), content_type=CONTENT_TYPE_LATEST)
    response["Cache-Control"] = "no-store"
    return response


def _may_see(request: HttpRequest) -> bool:
    """Compare digests, in a time that tells nothing of the token, not even how long it is."""
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    is_same = compare_digest(_digest(token.strip()), _digest(settings.METRICS_TOKEN))
    return bool(settings.METRICS_TOKEN) and kind.lower() == "bearer" and is_same


def _digest(text: str) -> bytes:
    return sha256(text.encode()).digest()


@measures
def _jobs() -> Iterator[GaugeMetricFamily]:
    ran = GaugeMetricFamily(
        "panier_job_last_run_timestamp_seconds", "When a regular job last ended.", labels=["job"]
    )
    late = GaugeMetricFamily("panier_job_late", "Whether a regular job is late.", labels=["job"])
    for pulse in pulses(at=clock.now()):
        if pulse.beat_at:
            ran.add_metric([pulse.job], pulse.beat_at.timestamp())
        late.add_metric([pulse.job], pulse.is_late)
    yield from (ran, late)


@measures
def _backlogs() -> Iterator[GaugeMetricFamily]:
    waiting = GaugeMetricFamily("panier_waiting", "How many rows wait.", labels=["what"])
    oldest = GaugeMetricFamily(
        "panier_waiting_oldest_seconds", "How long the oldest row has waited.", labels=["what"]
    )
    now = clock.now()
    for found in backlogs(at=now):
        age = (now - found.oldest_at).total_seconds() if found.oldest_at else 0
        waiting.add_metric([found.name], found.count)
        oldest.add_metric([found.name], age)
    yield from (waiting, oldest)


@measures
def _recent() -> Iterator[GaugeMetricFamily]:
    recent = GaugeMetricFamily(
        "panier_last_hour",
        "How many rows of the last hour stand in which state now.",
        labels=["what", "state"],
    )
    for what, state, total in happened(at=clock.now()):
        recent.add_metric([what, state], total)
    yield recent
