"""Addresses of the sizes that django-pictures stores, without opening a file or a model.

The library's own template tag builds an object per size and per picture; twenty cards a page spent
more time there than in the database. A test compares these names with the library's.
"""

from dataclasses import dataclass
from functools import cache, lru_cache

from django.conf import settings
from django.core.files.storage import default_storage
from pictures.conf import app_settings

SHOWN_WIDTH = 640  # pixels; for browsers that cannot choose from a srcset
REMEMBERED = 8192  # pictures; a few MB a process


@dataclass(slots=True, frozen=True)
class Image:
    url: str
    srcset: str  # empty for a picture smaller than the smallest size
    width: int
    height: int
    alt: str
    variant_id: int | None = None


def image(*, file: str, width: int, height: int, alt: str, variant_id: int | None = None) -> Image:
    """Return how a page shows the stored picture ``file``. Its folder must be public."""
    url, srcset = _addresses(file, width, settings.MEDIA_URL)
    return Image(url, srcset, width, height, alt, variant_id)


@lru_cache(maxsize=REMEMBERED)
def _addresses(file: str, width: int, _media_url: str) -> tuple[str, str]:
    """Return the address to show, and the ``srcset``; asking the storage costs more than both."""
    widths = [stored for stored in stored_widths() if stored <= width]
    if not widths:
        return default_storage.url(file), ""
    folder = default_storage.url(folder_of_sizes(file))
    shown = max((w for w in widths if w <= SHOWN_WIDTH), default=widths[0])
    return f"{folder}/{shown}w.webp", ", ".join([f"{folder}/{w}w.webp {w}w" for w in widths])


def folder_of_sizes(file: str) -> str:
    """Return the folder that holds the sizes of ``file``: its name without the suffix."""
    head, slash, name = file.rpartition("/")
    return f"{head}{slash}{name.rpartition('.')[0] or name}"


@cache
def stored_widths() -> tuple[int, ...]:
    """Return the widths in pixels that ``settings.PICTURES`` asks for, smallest first."""
    columns, container = app_settings.GRID_COLUMNS, app_settings.CONTAINER_WIDTH
    densities = app_settings.PIXEL_DENSITIES
    points = (container * (column + 1) / columns for column in range(columns))
    return tuple(sorted({int(point * density) for point in points for density in densities}))
