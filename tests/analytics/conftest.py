import pytest

from tests.analytics.history import make_history
from tests.conftest import NOON


@pytest.fixture
def history(db, clock):
    """Make the last days before ``NOON``: ``history(60)``."""
    return lambda days: make_history(days, now=NOON)
