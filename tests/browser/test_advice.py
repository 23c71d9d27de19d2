"""The line of advice at a step: not before somebody stands still there for a minute (H3)."""

import pytest
from playwright.sync_api import expect

from tests.browser.looks import assert_accessible_at_every_size

pytestmark = [pytest.mark.browser, pytest.mark.enable_socket]


@pytest.mark.slow
def test_advice_comes_to_who_stands_still_for_a_minute(walk):
    w = walk()
    w.page.clock.install()
    w.come_to_email()
    w.page.clock.run_for(50_000)
    w.fill(email="zoe")  # somebody who types goes on
    w.page.clock.run_for(59_000)
    expect(w.at("advice")).to_be_hidden()
    w.page.clock.run_for(1_000)
    expect(w.at("advice")).to_be_visible()
    assert_accessible_at_every_size(w.page)
    w.click("advice-no").see("/checkout/email/$")
    w.page.clock.run_for(61_000)
    expect(w.at("advice")).to_have_count(0)


@pytest.mark.slow
def test_advice_comes_without_a_script_once_a_form_is_refused_again(walk):
    w = walk(java_script_enabled=False).come_to_email()
    for is_shown in (False, False, True):
        expect(w.at("advice")).to_be_visible(visible=is_shown)
        w.fill(email="zoe").click("continue").see("/checkout/email/$")
