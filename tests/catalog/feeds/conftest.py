import csv
from pathlib import Path

import pytest
from django.conf import settings

from catalog.feeds.importing import Format, import_feed
from catalog.feeds.journal import Journal
from catalog.models import (
    Attribute,
    AttributeValue,
    Brand,
    Category,
    Picture,
    Product,
    ProductOption,
    Stock,
    Variant,
)

REAL_FEEDS = Path(settings.BASE_DIR).parent / "shared" / "data"
MODELS = (
    *(Attribute, AttributeValue, Brand, Category, Picture),
    *(Product, ProductOption, Stock, Variant),
)


@pytest.fixture
def real_feed():
    """The path of a real feed that nobody here wrote; the test is skipped where it is absent."""

    def path_of(name):
        path = REAL_FEEDS / name
        if not path.exists():
            pytest.skip(f"the real feed {name} is not on this machine")
        return path

    return path_of


@pytest.fixture
def write_feed(tmp_path):
    """Write rows (dicts; a missing column is empty) as a CSV file and return its path."""

    def write(rows, *, columns=None, name="feed.csv"):
        columns = columns or list(dict.fromkeys(column for row in rows for column in row))
        path = tmp_path / name
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns, restval="")
            writer.writeheader()
            writer.writerows(rows)
        return path

    return write


@pytest.fixture
def run():
    """Import a file and return the journal."""

    def import_file(path, feed_format, *, language="en", is_rehearsal=False):
        return import_feed(
            path=path,
            feed_format=Format(feed_format),
            language=language,
            is_rehearsal=is_rehearsal,
            journal=Journal(path.name),
        )

    return import_file


@pytest.fixture
def everything():
    """Return every row of the catalogue, to the column."""

    def read():
        return {model.__name__: list(model.objects.order_by("pk").values()) for model in MODELS}

    return read


@pytest.fixture
def counts():
    """Return created, changed and unchanged products, refused and skipped rows of a journal."""

    def of(journal):
        names = ("created", "changed", "unchanged", "refused", "skipped")
        return tuple(journal.as_dict()[name] for name in names)

    return of
