"""What must be so before the demo starts. Each check fails with one line that says the cure."""

import errno
import fcntl
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

HOST = "127.0.0.1"
PORTS_TRIED = 20


class CannotStart(Exception):
    """Why the demo cannot start, and what to do about it, in one line."""


def writable(folder: Path) -> None:
    """Make sure that files can be made in ``folder``, and make it if it is missing."""
    trial = folder / f".trial-{os.getpid()}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        trial.touch()
        trial.unlink()
    except OSError as error:
        message = (
            f"cannot write in {folder} ({error.strerror}); "
            f"make it a folder of yours (sudo chown -R $USER {folder}) or run: "
            "VAR_DIR=/some/folder make demo"
        )
        raise CannotStart(message) from error


@contextmanager
def only_one(pid_file: Path) -> Iterator[None]:
    """Hold ``pid_file`` for as long as the demo runs, so that no second one shares its folder.

    The lock, not the file, says whether one runs: it goes with its process, even a killed one.
    """
    with pid_file.open("a+", encoding="ascii") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            pid = file.read().strip()
            message = f"the demo runs already; stop it with Ctrl-C in its window or run: kill {pid}"
            raise CannotStart(message) from None
        file.truncate(0)
        file.write(f"{os.getpid()}\n")
        file.flush()
        yield
        file.truncate(0)


def port_free(port: int) -> None:
    """Make sure that ``port`` of this machine can be listened on."""
    try:
        _listen(port)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            message = (
                f"port {port} is in use; stop that program or run: "
                f"make demo PORT={_next_free(port)}"
            )
        else:
            message = f"cannot listen on port {port} ({error.strerror}); run: make demo PORT=8000"
        raise CannotStart(message) from error
    except OverflowError as error:
        message = f"there is no port {port}; run: make demo PORT=8000"
        raise CannotStart(message) from error


def _next_free(port: int) -> int:
    for candidate in range(port + 1, port + PORTS_TRIED):
        try:
            _listen(candidate)
        except (OSError, OverflowError):
            continue
        return candidate
    return port + PORTS_TRIED


def _listen(port: int) -> None:
    with socket.socket() as trial:
        # As the web server does; a port that was left a moment ago is free.
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        trial.bind((HOST, port))
