"""The demo as people start it: another process, a folder and a port of its own."""

import json
import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from contextlib import closing
from pathlib import Path

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.enable_socket]

ROOT = Path(__file__).parents[2]
FIRST_START_SECONDS = 60
LINK = re.compile(r"^  Shop +(\S+)$", re.MULTILINE)


def free_port():
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return trial.getsockname()[1]


def environment(folder, **more):
    """Nothing of the tests' own settings: what somebody has who has just cloned the project."""
    kept = {name: os.environ[name] for name in ("HOME", "PATH", "LANG") if name in os.environ}
    return {**kept, "VAR_DIR": str(folder), "PORT": str(free_port()), **more}


def run(env):
    """Run a demo that is expected to refuse; return its exit status and what it said."""
    done = subprocess.run(
        [sys.executable, "manage.py", "demo"],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        timeout=FIRST_START_SECONDS,
        check=False,
    )
    return done.returncode, done.stderr


class Demo:
    """A running demo. Its past takes as long to tell as it is, hence none unless asked for."""

    def __init__(self, folder, *, days=0, **more):
        self.folder = folder
        self.output = folder.with_suffix(".txt")
        with self.output.open("w") as output:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "demo", f"--days={days}"],
                cwd=ROOT,
                env=environment(folder, **more),
                stdout=output,
                stderr=subprocess.STDOUT,
            )

    def wait_until_open(self, seconds=FIRST_START_SECONDS):
        deadline = time.monotonic() + seconds
        while not LINK.search(self.said):
            assert self.process.poll() is None, self.said
            assert time.monotonic() < deadline, self.said
            time.sleep(0.1)
        self.address = LINK.search(self.said)[1].rstrip("/")
        return self

    @property
    def said(self):
        return self.output.read_text()

    def get(self, path):
        """Return status and body as a visitor's browser would get them."""
        try:
            with urllib.request.urlopen(self.address + path, timeout=10) as response:
                return response.status, response.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read().decode()

    def left_over(self):
        """Return the ids of processes that still carry this demo's folder in their environment."""
        mark = f"VAR_DIR={self.folder}\0".encode()
        pids = []
        for path in Path("/proc").glob("[0-9]*/environ"):
            try:
                if mark in path.read_bytes():
                    pids.append(int(path.parent.name))
            except OSError:
                continue
        return pids

    def end(self, number, seconds=20):
        self.process.send_signal(number)
        status = self.process.wait(seconds)
        deadline = time.monotonic() + seconds
        while self.left_over() and time.monotonic() < deadline:
            time.sleep(0.1)
        return status


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    """A demo from its first start on, shared by the tests that leave it running."""
    demo = Demo(tmp_path_factory.mktemp("demo") / "var", days=1)
    try:
        yield demo.wait_until_open()
    finally:
        demo.end(signal.SIGTERM)


@pytest.fixture
def folder(demo, tmp_path):
    """A folder filled like that demo's, for one that a test ends."""
    folder = tmp_path / "var"
    shutil.copytree(demo.folder / "media", folder / "media")
    with (
        closing(sqlite3.connect(demo.folder / "panier.sqlite3")) as filled,
        closing(sqlite3.connect(folder / "panier.sqlite3")) as copy,
    ):
        filled.backup(copy)
    return folder


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("/", "Théière Matin calme"),
        ("/c/cuisine-et-table/", "Théière Matin calme"),
        ("/c/the-et-cafe/", "Théière Matin calme"),
        ("/p/theiere-matin-calme/", "un bec qui ne goutte pas"),
        ("/search/?q=theiere", "Théière Matin calme"),
    ],
)
def test_shop_is_full_of_products(demo, path, content):
    status, page = demo.get(path)
    assert status == 200
    assert content in page


def test_shop_has_a_past(demo):
    """Yesterday's buyers got their mails, and a second start tells no second past."""
    mails = json.loads(demo.get("/demo/mailbox/?format=json")[1])
    assert [mail for mail in mails if "Démo" in mail["text"]]
    assert demo.said.count("days of demo shoppers") == 1


@pytest.mark.parametrize(
    "path", ["/readyz", "/admin/login/", "/demo/mailbox/", "/demo/mailbox/?format=json"]
)
def test_pages_of_the_demo_answer(demo, path):
    assert demo.get(path)[0] == 200


def test_pictures_are_served(demo):
    for width in (320, 640, 960):
        path = f"/media/products/theiere-matin-calme/{width}w.webp"
        with urllib.request.urlopen(demo.address + path, timeout=10) as response:
            assert response.headers["Content-Type"] == "image/webp"


def test_greeting_says_where_and_who(demo):
    for words in ("/admin/", "/demo/mailbox/", "admin@demo.example", "panier-demo", "Ctrl-C"):
        assert words in demo.said


def test_worker_brings_the_mail_that_a_page_asked_for(demo):
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
    address = f"{demo.address}/account/password/reset/"
    form = browser.open(address).read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', form)[1]
    data = {"email": "shopper@demo.example", "csrfmiddlewaretoken": token}
    browser.open(address, urllib.parse.urlencode(data).encode())

    deadline = time.monotonic() + 20
    mails = []
    while "shopper@demo.example" not in mails and time.monotonic() < deadline:
        time.sleep(0.2)
        box = json.load(browser.open(f"{demo.address}/demo/mailbox/?format=json"))
        mails = [mail["to"] for mail in box]
    assert mails.count("shopper@demo.example") == 1


def test_scheduler_keeps_its_times(demo):
    deadline = time.monotonic() + 20
    while not list(demo.folder.glob("celerybeat-schedule*")) and time.monotonic() < deadline:
        time.sleep(0.2)
    assert list(demo.folder.glob("celerybeat-schedule*"))


def test_second_demo_in_the_same_folder_is_refused(demo):
    status, said = run(environment(demo.folder))
    assert (status, len(said.splitlines())) == (1, 1)
    assert (
        f"the demo runs already; stop it with Ctrl-C in its window or run: kill {demo.process.pid}"
        in said
    )


def test_busy_port_is_refused(demo, tmp_path):
    port = demo.address.rpartition(":")[2]
    status, said = run(environment(tmp_path / "var", PORT=port))
    assert (status, len(said.splitlines())) == (1, 1)
    assert f"port {port} is in use; stop that program or run: make demo PORT=" in said


def test_child_that_dies_stops_all(folder):
    demo = Demo(folder).wait_until_open()
    worker = min(pid for pid in demo.left_over() if "celery" in cmdline(pid))
    os.kill(worker, signal.SIGKILL)
    assert demo.process.wait(20) == 1
    log = folder / "logs" / "worker.log"
    assert demo.said.endswith(f"panier: worker stopped (killed by SIGKILL); see {log}\n")
    assert demo.left_over() == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_stops_when_asked(folder, number):
    demo = Demo(folder).wait_until_open()
    assert len(demo.left_over()) >= 5
    assert demo.end(number) == 0
    assert demo.left_over() == []


def test_killed_demo_leaves_no_process(folder):
    demo = Demo(folder).wait_until_open()
    assert demo.end(signal.SIGKILL) == -9
    assert demo.left_over() == []


@pytest.mark.parametrize("more", [{}, {"SECRET_KEY": "x" * 50}])
def test_unwritable_folder_is_refused(tmp_path, more):
    (tmp_path / "var").touch()
    status, said = run(environment(tmp_path / "var", **more))
    assert (status, len(said.splitlines())) == (1, 1)
    assert str(tmp_path / "var") in said


def test_production_is_refused(tmp_path):
    status, said = run(environment(tmp_path / "var", PANIER_PROFILE="production"))
    assert (status, len(said.splitlines())) == (1, 1)
    assert "never runs with PANIER_PROFILE=production" in said
    assert not (tmp_path / "var").exists()


def cmdline(pid):
    return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
