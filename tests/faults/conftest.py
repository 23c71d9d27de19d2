"""Real databases, real processes, a real mail server that counts."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import uuid
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg
import pytest

from tests.smtp import Postman, running

ROOT = Path(__file__).parents[2]
POSTGRES = os.environ.get("TEST_POSTGRES_URL", "postgres://postgres@127.0.0.1:5432/postgres")


@pytest.fixture
def postman():
    with running(Postman()) as postman:
        yield postman


class Shop:
    """A shop of its own: a database, a folder, and processes that act in it.

    ``program`` is the module that they run, with its first arguments.
    """

    program = ("tests.faults.actor",)

    def __init__(self, env):
        self.env = {**os.environ, **env}

    def start(self, *args, stdout=subprocess.DEVNULL):
        return subprocess.Popen(
            [sys.executable, "-m", *self.program, *args],
            cwd=ROOT,
            env=self.env,
            stdout=stdout,
            text=True,
        )

    def run(self, *args):
        """Run to the end; return the exit code (-9 when it was killed) and keep the output."""
        with self.start(*args, stdout=subprocess.PIPE) as process:
            self.output, _ = process.communicate(timeout=120)
        assert process.returncode in {0, -9}
        return process.returncode

    def answer(self, *args):
        """Run to the end; return what the process said."""
        assert self.run(*args) == 0
        return json.loads(self.output)

    def rows(self, statement):
        """Ask the database itself: a process of the shop takes a second to start."""
        url = self.env["DATABASE_URL"]
        path = url.removeprefix("sqlite:///")
        connection = psycopg.connect(url) if path == url else sqlite3.connect(path)
        with closing(connection):
            return connection.execute(statement).fetchall()

    def report(self):
        return self.rows(
            "SELECT about, message_class, state, reason, attempts FROM messaging_message"
        )


@pytest.fixture(scope="session", params=["sqlite", "postgres"])
def template(request, tmp_path_factory):
    """A migrated database, made once; each test gets its own copy of it (see ``copy_of``)."""
    if request.param == "sqlite":
        folder = tmp_path_factory.mktemp("empty")
        url = f"sqlite:///{folder}/shop.sqlite3"
        migrate(url, folder)
        yield url
        return
    name = f"panier_fault_{uuid.uuid4().hex[:12]}"
    url = f"{POSTGRES.rpartition('/')[0]}/{name}"
    with server() as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
        migrate(url, tmp_path_factory.mktemp("empty"))
        yield url
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def migrate(url, folder):
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "--verbosity", "0"],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": url, "VAR_DIR": str(folder)},
        check=True,
    )


@contextmanager
def server():
    try:
        connection = psycopg.connect(POSTGRES, autocommit=True, connect_timeout=3)
    except psycopg.OperationalError:
        if os.environ.get("CI"):
            raise
        pytest.skip("no PostgreSQL on this machine; start one, or set TEST_POSTGRES_URL")
    with connection:
        yield connection


@contextmanager
def copy_of(url, folder):
    if url.startswith("sqlite"):
        shutil.copy(url.removeprefix("sqlite:///"), folder / "shop.sqlite3")
        yield f"sqlite:///{folder}/shop.sqlite3"
        return
    base, _, name = url.rpartition("/")
    copy = f"{name}_{uuid.uuid4().hex[:8]}"
    with server() as connection:
        connection.execute(f'CREATE DATABASE "{copy}" TEMPLATE "{name}"')
        yield f"{base}/{copy}"
        connection.execute(f'DROP DATABASE "{copy}" WITH (FORCE)')


def environment(url, folder):
    return {
        "DATABASE_URL": url,
        "VAR_DIR": str(folder),
        "SECRET_KEY": "of every copy of a template" * 2,
        "QUIET_HOURS": "",
        "LOG_LEVEL": "ERROR",
    }


@pytest.fixture
def shop(template, tmp_path, postman):
    with copy_of(template, tmp_path) as url:
        mail = {"EMAIL_URL": f"smtp://127.0.0.1:{postman.port}"}
        yield Shop(environment(url, tmp_path) | mail)
