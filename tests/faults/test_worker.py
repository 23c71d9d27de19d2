"""A real worker with a real broker: rows are sent with it, without it, and after its death."""

import os
import shutil
import subprocess
import sys
import time
from contextlib import contextmanager

import pytest

from tests.faults.conftest import ROOT
from tests.smtp import free_port

pytestmark = [pytest.mark.slow, pytest.mark.enable_socket]

PATIENCE = 60  # seconds until what must happen has happened


def eventually(condition):
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.1)


@contextmanager
def redis_server(folder):
    program = shutil.which("redis-server")
    if not program:
        if os.environ.get("CI"):
            pytest.fail("no redis-server on this machine")
        pytest.skip("no redis-server on this machine (Debian: apt install redis-server)")
    port = str(free_port())
    options = ["--port", port, "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)]
    with subprocess.Popen([program, *options], stdout=subprocess.DEVNULL) as server:
        try:
            yield f"redis://127.0.0.1:{port}/0"
        finally:
            server.terminate()


@pytest.fixture(params=["files", "redis"])
def shop_with_broker(request, shop, tmp_path):
    if request.param == "files":
        yield shop
        return
    with redis_server(tmp_path) as url:
        shop.env["CELERY_BROKER_URL"] = url
        yield shop


@contextmanager
def worker(shop, *, beat):
    shop.env["HEARTBEAT_SECONDS"] = "1" if beat else "3600"
    command = ["-m", "celery", "-A", "shop", "worker", "--concurrency", "1", "-l", "ERROR"]
    with subprocess.Popen(
        [sys.executable, *command, *(["--beat"] if beat else [])],
        cwd=ROOT,
        env=shop.env,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    ) as process:
        try:
            yield process
        finally:
            process.terminate()


def states(shop):
    return {state for _, _, state, _, _ in shop.report()}


def test_a_committed_message_wakes_the_worker(shop_with_broker, postman):
    """Without beat: it is the wake-up after the commit that brings the mails."""
    with worker(shop_with_broker, beat=False):
        shop_with_broker.run("ask", "3")
        eventually(lambda: postman.seen.total() == 3)
    assert states(shop_with_broker) == {"sent"}


def test_nothing_is_lost_when_the_broker_forgets_everything(shop, postman, tmp_path):
    """All wake-ups are gone with the broker's memory; the heartbeat finds the rows."""
    with redis_server(tmp_path) as url:
        shop.env["CELERY_BROKER_URL"] = url
        shop.run("ask", "3")
    with redis_server(tmp_path) as url:
        shop.env["CELERY_BROKER_URL"] = url
        with worker(shop, beat=True):
            eventually(lambda: postman.seen.total() == 3)
    assert states(shop) == {"sent"}


def test_a_request_does_not_wait_for_a_lost_broker(shop):
    shop.env["CELERY_BROKER_URL"] = f"redis://127.0.0.1:{free_port()}/0"
    started = time.monotonic()
    assert shop.run("ask", "1") == 0
    assert time.monotonic() - started < 20
    assert states(shop) == {"due"}


def test_a_killed_worker_is_replaced_without_a_second_mail(shop_with_broker, postman):
    shop_with_broker.run("ask", "40")
    with worker(shop_with_broker, beat=True) as first:
        eventually(lambda: postman.seen.total() >= 5)
        os.killpg(first.pid, 9)
    with worker(shop_with_broker, beat=True):
        eventually(lambda: not {"due"} & states(shop_with_broker))
    rows = shop_with_broker.report()
    (handed,) = shop_with_broker.rows(
        "SELECT COUNT(*) FROM messaging_message WHERE state = 'sending' AND handed_at IS NOT NULL"
    )[0]
    assert handed <= 1  # the rest of its handful was only claimed, and is due again in ten minutes
    sent = sum(state == "sent" for _, _, state, _, _ in rows)
    assert sent <= postman.seen.total() <= sent + handed
