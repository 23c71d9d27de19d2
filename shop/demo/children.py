"""Runs the programs that the demo is made of: all of them, or none."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from shop.demo import tether

GRACE_SECONDS = 15  # between asking a child to stop and making it
POLL_SECONDS = 0.1


class ChildDied(Exception):
    """A child stopped by itself. Says which, and where it wrote why."""

    def __init__(self, child: "Child", status: int) -> None:
        super().__init__(f"{child.name} stopped ({_ending(status)}); see {child.log}")


@dataclass
class Child:
    """A program of ours, in a process group of its own so that Ctrl-C reaches only its parent."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path

    def signal(self, number: signal.Signals) -> None:
        """Send ``number`` to the program itself, not to what it started: it knows its children."""
        self.process.send_signal(number)

    def kill_group(self) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


@dataclass
class Children:
    """Use as a context: on leaving it, however that happens, every child is stopped."""

    logs: Path
    running: list[Child] = field(default_factory=list)

    def __enter__(self) -> Self:
        self.logs.mkdir(parents=True, exist_ok=True)
        return self

    def __exit__(self, *exception: object) -> None:
        self.stop()

    def start(self, name: str, arguments: Sequence[str], env: Mapping[str, str]) -> Child:
        """Start ``python ARGUMENTS`` with its output in ``logs/<name>.log``, made anew."""
        log = self.logs / f"{name}.log"
        tethered = [sys.executable, "-S", tether.__file__, str(os.getpid()), sys.executable]
        with log.open("wb") as output:
            process = subprocess.Popen(  # noqa: S603 - the demo's own command lines
                [*tethered, *arguments],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                env=dict(env),
            )
        child = Child(name, process, log)
        self.running.append(child)
        return child

    def check(self) -> None:
        """Raise ChildDied if one has stopped."""
        for child in self.running:
            status = child.process.poll()
            if status is not None:
                raise ChildDied(child, status)

    def watch(self, until: Callable[[], bool] = lambda: False) -> None:
        """Wait until ``until()`` is true or a child dies."""
        while not until():
            self.check()
            time.sleep(POLL_SECONDS)

    def stop(self) -> None:
        """Ask all to stop, wait together, then kill what is left of them and of their children."""
        for child in self.running:
            child.signal(signal.SIGTERM)
        deadline = time.monotonic() + GRACE_SECONDS
        for child in self.running:
            with suppress(subprocess.TimeoutExpired):
                child.process.wait(max(0, deadline - time.monotonic()))
            child.kill_group()
        self.running.clear()


def _ending(status: int) -> str:
    if status < 0:
        return f"killed by {signal.Signals(-status).name}"
    return f"exit status {status}"
