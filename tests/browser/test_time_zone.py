"""The e-mail step learns in which time zone the shopper lives; without scripts it does as well without."""

import pytest

from checkout.models import Order

pytestmark = [pytest.mark.browser, pytest.mark.enable_socket]


@pytest.mark.parametrize(("has_script", "zone"), [(True, "America/Toronto"), (False, "")])
def test_the_browser_tells_its_time_zone(walk, has_script, zone):
    w = walk(timezone_id="America/Toronto", java_script_enabled=has_script)
    w.come_to_address()
    assert Order.objects.get().time_zone == zone
