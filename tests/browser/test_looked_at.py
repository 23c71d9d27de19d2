"""Somebody lets the shop remember what they look at, finds it again, and ends it (S1.5, P2)."""

import pytest
from allauth.account.models import EmailAddress
from playwright.sync_api import expect

from catalog.models import RememberedView
from tests.browser.looks import assert_accessible_at_every_size
from tests.browser.test_cart_meetings import EMAIL, sign_in
from tests.factories import UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.enable_socket]


@pytest.mark.parametrize("has_script", [True, pytest.param(False, marks=pytest.mark.slow)])
def test_a_memory_is_chosen_seen_and_ended(walk, copies, has_script):
    user = UserFactory(email=EMAIL)
    EmailAddress.objects.create(user=user, email=EMAIL, verified=True, primary=True)
    w = walk(java_script_enabled=has_script)
    look = assert_accessible_at_every_size if has_script else copies.check
    sign_in(w)
    w.go("/account/looked-at/")
    expect(w.at("remember")).not_to_be_checked()
    look(w.page)
    w.click("remember-save").see("/account/looked-at/$")
    look(w.page)
    w.at("remember").check()
    w.click("remember-save")
    expect(w.at("nothing")).to_be_visible()
    w.go("/p/cup/").go("/account/looked-at/")
    expect(w.at("looked-at")).to_contain_text("Cup")
    look(w.page)
    w.click("forget-cup")
    expect(w.at("nothing")).to_be_visible()
    w.go("/p/cup/").go("/account/looked-at/").click("stop")
    expect(w.at("remember")).not_to_be_checked()
    assert RememberedView.objects.count() == 0
