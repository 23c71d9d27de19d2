"""Redis and PostgreSQL go down and come back while people are reminded: nothing is lost or doubled."""

import os
import shlex
import shutil
import subprocess
import tempfile
from collections import Counter
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
import redis

from tests.faults.conftest import Shop, environment
from tests.faults.test_killed_handfuls import check
from tests.faults.test_killed_recovery import Letterbox
from tests.faults.test_worker import eventually, worker
from tests.smtp import free_port, running

pytestmark = [pytest.mark.slow, pytest.mark.enable_socket]

PEOPLE = 30


@pytest.fixture
def postman():
    with running(Letterbox()) as postman:
        yield postman


def program(name):
    """Return a server's program; without it the test is left out, but for CI."""
    packaged = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    found = shutil.which(name) or (packaged and str(packaged[-1]))
    if not found:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(f"no {name} on this machine")
    return found


class Redis:
    """A Redis that keeps nothing on disk."""

    def __init__(self, folder):
        self.port = free_port()
        self.command = [
            program("redis-server"), "--port", str(self.port), "--bind", "127.0.0.1",
            "--save", "", "--dir", str(folder),
        ]  # fmt: skip
        self.start()

    def start(self):
        self.process = subprocess.Popen(self.command, stdout=subprocess.DEVNULL)

    def stop(self):
        self.process.kill()
        self.process.wait()

    def flush(self):
        with closing(redis.Redis(port=self.port)) as connection:
            connection.flushall()


@pytest.fixture
def broker(tmp_path):
    server = Redis(tmp_path)
    yield server
    server.stop()


@pytest.mark.parametrize("template", ["postgres"], indirect=True)
def test_redis_is_flushed_and_restarted_while_reminders_go(shop, postman, broker, tmp_path):
    """Broker and cache at once: the rows say what there is to do, and beat asks again."""
    shop.env["CELERY_BROKER_URL"] = f"redis://127.0.0.1:{broker.port}/0"
    shop.env["CACHE_URL"] = f"rediscache://127.0.0.1:{broker.port}/1"
    shop.env["DEMO_TIME_SCALE"] = "60"  # an hour is a minute, and beat sweeps every second
    shop.program = ("tests.faults.run", "tests.faults.recovery_outages")
    assert shop.run("leave", str(PEOPLE)) == 0

    def outage(total):
        if total == 7:
            broker.flush()
        elif total == 14:
            broker.stop()
            broker.start()

    postman.on_mail = outage
    with worker(shop, beat=True):
        eventually(lambda: len(postman.letters) == PEOPLE)
        assert shop.run("go_on") == 0
        eventually(lambda: len(postman.letters) == PEOPLE + 1)
    assert set(postman.letters.values()) == {1}
    assert Counter(state for _, _, state, _, _ in shop.report()) == {"sent": PEOPLE + 1}


@contextmanager
def cluster(folder):
    """Run a PostgreSQL of its own; yield its port and the command that crashes and restarts it."""
    initdb, pg_ctl, data = program("initdb"), program("pg_ctl"), folder / "data"
    who = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []  # it refuses to be root
    if who:
        shutil.chown(folder, "postgres")
    port = free_port()
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=''"
    make = [initdb, "-D", str(data), "--no-sync", "-A", "trust", "-U", "postgres"]
    subprocess.run([*who, *make], check=True, stdout=subprocess.DEVNULL)
    control = [*who, pg_ctl, "-D", str(data), "-w", "-l", str(folder / "log"), "-o", options]
    subprocess.run([*control, "start"], check=True, stdout=subprocess.DEVNULL)
    try:
        yield port, [*control, "-m", "immediate", "restart"]
    finally:
        subprocess.run([*control, "-m", "immediate", "stop"], stdout=subprocess.DEVNULL, check=True)


@pytest.fixture
def fragile_shop(template, tmp_path, postman):
    """A shop on a database server that can be restarted, and the command for that."""
    folder = Path(tempfile.mkdtemp(prefix="panier-"))
    with cluster(folder) as (port, restart):
        url = f"postgres://postgres@127.0.0.1:{port}/postgres"
        dump = subprocess.run([program("pg_dump"), template], check=True, stdout=subprocess.PIPE)
        subprocess.run(
            [program("psql"), "-q", url], input=dump.stdout, check=True, stdout=subprocess.DEVNULL
        )
        mail = {"EMAIL_URL": f"smtp://127.0.0.1:{postman.port}"}
        yield Shop(environment(url, tmp_path) | mail), restart
    shutil.rmtree(folder)


@pytest.mark.parametrize("template", ["postgres"], indirect=True)
def test_postgresql_crashes_in_a_sweep_and_as_reminders_go(fragile_shop, postman):
    """What was under way fails at once and says so once; the next run does it."""
    shop, restart = fragile_shop
    shop.program = ("tests.faults.run", "tests.faults.recovery_outages")
    for place, end in shop.answer("restarted", shlex.join(restart)).items():
        assert end["restarts"] == 1, place
        assert end["episodes"] == [1], place
        assert end["raised"] in {"", "OperationalError"}, place
        assert end["logged"] <= 1, place
        check(end, postman.letters)
