"""Develops pictures in threads while rows are written: Pillow lets them run side by side."""

import os
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.test.utils import override_settings
from pictures.tasks import _process_picture

_pool = ThreadPoolExecutor(max_workers=os.cpu_count(), thread_name_prefix="darkroom")
_exposed: list[Future[None]] = []


@contextmanager
def in_use() -> Iterator[None]:
    """Let pictures that are saved inside be developed here. At its end all of them have their sizes.

    Raises what went wrong with one.
    """
    here = f"{process.__module__}.{process.__name__}"
    with override_settings(PICTURES=settings.PICTURES | {"PROCESSOR": here}):
        yield
    while _exposed:
        _exposed.pop().result()


def process(**picture: Any) -> None:
    """Make the sizes of a picture (``PICTURES["PROCESSOR"]``)."""
    _exposed.append(_pool.submit(_process_picture, **picture))
