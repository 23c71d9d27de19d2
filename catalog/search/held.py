"""What every search needs and seldom changes: each process reads it once in a while."""

import time
from collections.abc import Callable
from typing import Any, Final, Generic, TypeVar

T = TypeVar("T")

_all: Final[list["Held[Any]"]] = []


class Held(Generic[T]):
    """The answer of ``read``, asked again when it is ``seconds`` old."""

    def __init__(self, read: Callable[[], T], *, seconds: int) -> None:
        self._read, self._seconds = read, seconds
        self._held: tuple[float, T] | None = None
        self._unsettled_until = 0.0
        _all.append(self)

    def get(self) -> T:
        now = time.monotonic()
        held = self._held
        if held and now < held[0]:
            return held[1]
        answer = self._read()
        if now >= self._unsettled_until:
            self._held = now + self._seconds, answer
        return answer

    def changed(self) -> None:
        """Hold nothing for a while: the transaction that makes the change may yet come to nothing."""
        self._held = None
        self._unsettled_until = time.monotonic() + self._seconds

    def forget(self) -> None:
        self._held, self._unsettled_until = None, 0.0


def forget_all() -> None:
    """Forget what tests before this one held."""
    for held in _all:
        held.forget()
