"""Finds out whether a gateway keeps what ``checkout.gateways.interface`` promises.

Subclass ``Conformance`` in a test, say how the bank is played with, and pytest does the rest::

    class TestMyBank(Conformance):
        code = "mybank"

        def shopper_accepts(self, payment): ...

``hooks`` has all there is to say. Tests of what CAPABILITIES do not name are skipped. A promise that
a bank's own test server cannot show is shown in another way: override that one test.
"""

import pytest

# Before they are imported: a failed test then shows both sides of its comparison.
pytest.register_assert_rewrite(
    *(f"{__name__}.{part}" for part in ("giving_back", "notifying", "paying", "troubles"))
)

from checkout.gateways.conformance.giving_back import GivingBack  # noqa: E402
from checkout.gateways.conformance.hooks import Trouble  # noqa: E402
from checkout.gateways.conformance.notifying import Notifying  # noqa: E402
from checkout.gateways.conformance.paying import Capturing, Paying, PayingByPlan  # noqa: E402
from checkout.gateways.conformance.troubles import Troubles  # noqa: E402

__all__ = ["Conformance", "Trouble"]


@pytest.mark.django_db
class Conformance(Paying, Capturing, PayingByPlan, GivingBack, Notifying, Troubles):
    """All that is promised. Subclass it."""
