"""Runs a web server as production does: gunicorn, two sync workers."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench import database, processes
from bench.load import Request, page

WORKERS = 2
PATIENCE_SECONDS = 30
SHOP = {"DJANGO_SETTINGS_MODULE": "shop.settings"}
FLOOR = {"DJANGO_SETTINGS_MODULE": "bench.floor.settings"}


@dataclass(frozen=True)
class Server:
    name: str
    port: int
    pid: int

    def cpu_ms(self) -> float:
        """Return the CPU used so far by the web processes and the database processes behind them."""
        pids = processes.family(self.pid) + database.backends(self.name)
        return processes.cpu_ms(pids)


@contextmanager
def serving(name: str, settings: dict[str, str], log: Path) -> Iterator[Server]:
    """Serve the project with ``settings`` on a free port of the loopback interface."""
    port = free_port()
    arguments = ["--bind", f"127.0.0.1:{port}", "--workers", str(WORKERS), "--log-level", "warning"]
    with log.open("ab") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", *arguments, "shop.wsgi:application"],
            env=os.environ | settings | {"PGAPPNAME": name},
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    try:
        _wait_for(port, process, log)
        yield Server(name, port, process.pid)
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def _wait_for(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    """Return when a page is answered: the port is open before the workers have started."""
    for _ in range(PATIENCE_SECONDS * 10):
        if process.poll() is not None:
            break
        try:
            page(port, Request("/").encoded())
        except (OSError, RuntimeError):
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(log.read_text())
