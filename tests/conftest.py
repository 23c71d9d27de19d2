"""What every test shares. Real servers are started by the tests marked ``slow`` or ``browser``."""

import gc
import os
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
import time_machine
from django.apps import apps
from django.conf import settings as django_settings
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache, caches

from catalog.search import held
from shop.core import rate_limits

# What tests make is freed as they end; to look for circles ever so often takes a tenth of the time.
gc.set_threshold(200_000, 20, 20)

NOON = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)  # a Wednesday, 13:00 in Paris: no quiet hour


def pytest_addoption(parser):
    parser.addoption(
        "--only-stores",
        action="store_true",
        help="leave out what asks neither database nor cache, or answers the same on all of them",
    )
    parser.addoption("--pictures", type=Path, help="keep what is seen of mails in this folder")


def pytest_configure(config):
    """Give each of several test processes a Redis database: every test empties its cache.

    Before anything asks the cache: a connection stays with the database that it was made for.
    """
    place = django_settings.CACHES["default"]
    base, _, number = str(place.get("LOCATION", "")).rpartition("/")
    worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
    if base.startswith("redis"):
        place["LOCATION"] = f"{base}/{int(number) + int(worker)}"
        with suppress(AttributeError):
            del caches["default"]


def pytest_ignore_collect(collection_path, config):
    """Do not even read what ``asks_a_store`` would leave out."""
    is_left_out = collection_path.name in {"browser", "faults", "pages", "admin"}
    return True if config.getoption("--only-stores") and is_left_out else None


def pytest_collection_modifyitems(config, items):
    if config.getoption("--only-stores"):
        kept = [item for item in items if asks_a_store(item)]
        config.hook.pytest_deselected(items=[*{*items} - {*kept}])
        items[:] = kept


def asks_a_store(item):
    """Tell whether ``item`` may answer otherwise on another database or cache.

    Verbs, searches and constraints may; pages show what they wrote. ``make test`` leaves out none.
    """
    shows = {"pages", "admin", "test_admin.py"} & {*item.path.parts}
    shows |= {"client", "admin_client", "staff_client"} & {*item.fixturenames}
    if shows or item.get_closest_marker("any_database"):
        return False
    fixtures = {"db", "transactional_db", "django_db_setup"}
    marked = item.get_closest_marker("django_db") or item.get_closest_marker("cache")
    return marked or fixtures & {*item.fixturenames}


@pytest.fixture(autouse=True)
def _own_folders(settings, tmp_path):
    """Keep what a test writes out of ``var/``."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.VAR_DIR = tmp_path


@pytest.fixture(autouse=True)
def _fast_passwords(settings):
    """A password costs a tenth of a second to hash, on purpose; tests test something else."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def _no_search_for_styles(request, settings):
    """Each test client would look for every file of the styles anew; only browsers ask for any."""
    if not request.node.get_closest_marker("browser"):
        settings.WHITENOISE_USE_FINDERS = False


@pytest.fixture(autouse=True)
def _own_cache():
    """What earlier tests kept is gone, and so is what they used up of a visitor's share."""
    cache.clear()
    held.forget_all()
    rate_limits._limiter.cache_clear()  # in memory it counts apart from the cache


@pytest.fixture
def clock():
    """The shop's clock, stopped at ``NOON``; ``clock.shift(60)`` lets a minute pass."""
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def content_types(db):
    """Django reads these once for a process; counted queries must not depend on who came first."""
    ContentType.objects.get_for_models(*apps.get_models())


@pytest.fixture
def staff(admin_user):
    return admin_user


@pytest.fixture
def staff_client(client, staff):
    client.force_login(staff)
    return client
