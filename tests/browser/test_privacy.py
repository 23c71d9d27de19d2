"""Who has an account takes away what is kept about them, and deletes it (P2, P5)."""

import json
from pathlib import Path

import pytest

from checkout.models import Order
from shop.core.users.models import User
from tests.browser.looks import assert_accessible_at_every_size
from tests.browser.test_cart_meetings import EMAIL, PASSWORD, account, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.enable_socket]


@pytest.mark.parametrize("has_script", [True, pytest.param(False, marks=pytest.mark.slow)])
def test_reading_taking_away_and_deleting(walk, has_script):
    w = walk(java_script_enabled=has_script)
    account("nothing")
    sign_in(w).come_to_email().fill(email=EMAIL).click("continue").see("/checkout/address/$")
    w.go("/account/data/").see("/account/reauthenticate/").fill(password=PASSWORD)
    if has_script:
        assert_accessible_at_every_size(w.page)
    w.page.get_by_role("main").get_by_role("button").last.click()
    w.see("/account/data/$")
    if has_script:
        assert_accessible_at_every_size(w.page)
    with w.page.expect_download() as download:
        w.click("export")
    kept = json.loads(Path(download.value.path()).read_text())["kept"]
    assert [row["email"] for part in kept for row in part["rows"] if "number" in row] == [EMAIL]
    w.click("erase").see("/$")
    assert (User.objects.count(), Order.objects.count()) == (0, 0)
