"""Beat is killed, or every worker is: who is left tells staff, and tells when it is over (R16)."""

import os
import signal
import subprocess
import sys
from contextlib import contextmanager

import pytest

from tests.chat import running
from tests.faults.conftest import ROOT
from tests.faults.test_worker import eventually

pytestmark = [
    pytest.mark.slow,
    pytest.mark.enable_socket,
    pytest.mark.parametrize("template", ["sqlite"], indirect=True),
]

COMMANDS = {
    "worker": ["worker", "--concurrency=1", "-l", "ERROR"],
    "beat": ["beat", "--pidfile=", "-l", "ERROR"],
}
BEATS = "SELECT COUNT(*) FROM heartbeat_heartbeat WHERE job = 'send-due-messages'"


@pytest.fixture
def service(shop):
    """Where the shop's staff hear of things; a job is late there after five seconds."""
    with running() as service:
        shop.env |= {
            "STAFF_ALERT_URLS": service.url,
            "ALARM_AFTER_SECONDS": "5",
            "HEARTBEAT_SECONDS": "1",
            "LANGUAGE_CODE": "en",
        }
        yield service


@contextmanager
def started(shop, name):
    with subprocess.Popen(
        [sys.executable, "-m", "celery", "-A", "shop", *COMMANDS[name]],
        cwd=ROOT,
        env=shop.env,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    ) as process:
        try:
            yield process
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)


def heard(service, *, title, line, after=0):
    """Return the place of the first such message, of those from ``after`` on; -1 for none."""
    for place, told in enumerate(service.told[after:], start=after):
        if told["title"] == f"Panier: {title}" and line in told["message"]:
            return place
    return -1


@pytest.mark.parametrize("dies", ["beat", "worker"])
def test_who_is_left_tells_staff(shop, service, dies):
    late = {"title": "regular work is late", "line": "Sending messages: last run "}
    again = {"title": "regular work is in time again", "line": "Sending messages"}
    with started(shop, {"beat": "worker", "worker": "beat"}[dies]):
        with started(shop, dies) as victim:
            eventually(lambda: shop.rows(BEATS) == [(1,)])
            assert heard(service, **late) == -1
            os.killpg(victim.pid, signal.SIGKILL)
        eventually(lambda: heard(service, **late) >= 0)
        first = heard(service, **late)
        with started(shop, dies):
            eventually(lambda: heard(service, after=first, **again) > first)
