"""Asks a web server on this machine for pages, over eight connections, each for one request."""

import socket
import statistics
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import cycle

CONNECTIONS = 8
TIMEOUT_SECONDS = 20
MOST_BYTES = 2_000_000


@dataclass(frozen=True)
class Request:
    path: str
    language: str = "fr"
    cookie: str = ""
    is_part: bool = False  # as a script asks, which puts the answer into the page that is there

    def encoded(self) -> bytes:
        lines = [f"GET {self.path} HTTP/1.1", "Host: 127.0.0.1", "Connection: close"]
        lines += [f"Accept-Language: {self.language}"]
        lines += [f"Cookie: {self.cookie}"] if self.cookie else []
        lines += ["HX-Request: true"] if self.is_part else []
        return ("\r\n".join(lines) + "\r\n\r\n").encode("ascii")


@dataclass
class Answered:
    seconds: float = 0.0
    latencies: list[float] = field(default_factory=list)  # seconds

    @property
    def count(self) -> int:
        return len(self.latencies)

    def percentile_ms(self, percent: int) -> float:
        return statistics.quantiles(self.latencies, n=100)[percent - 1] * 1000


def load(port: int, requests: list[Request], *, seconds: float) -> Answered:
    """Ask for ``requests`` in turn, again and again. Raises for any answer but 200."""
    answered, failures = Answered(), []
    started = time.perf_counter()
    turn = cycle([request.encoded() for request in requests])

    def ask(turn: Iterator[bytes]) -> None:
        try:
            while time.perf_counter() - started < seconds:
                sent = time.perf_counter()
                page(port, next(turn))
                answered.latencies.append(time.perf_counter() - sent)
        except Exception as error:  # noqa: BLE001 - told to the caller below
            failures.append(error)

    threads = [threading.Thread(target=ask, args=[turn]) for _ in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
    answered.seconds = time.perf_counter() - started
    return answered


def page(port: int, request: bytes) -> bytes:
    """Return the body of the answer to one request."""
    answer = b""
    with socket.create_connection(("127.0.0.1", port), timeout=TIMEOUT_SECONDS) as connection:
        connection.sendall(request)
        while part := connection.recv(65536):
            answer += part
            if len(answer) > MOST_BYTES:
                break
    head, _, body = answer.partition(b"\r\n\r\n")
    if b" 200 " not in head.partition(b"\r\n")[0]:
        message = f"{request.decode().splitlines()[0]} was answered {head[:60]!r}"
        raise RuntimeError(message)
    return body
