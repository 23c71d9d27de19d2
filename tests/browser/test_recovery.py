"""What comes of a visit that was left, as its people see it: mail, way back, stop, why."""

import re

import pytest
from allauth.account.models import EmailAddress
from playwright.sync_api import expect

from checkout.models import Order
from recovery.models import Episode, Reply
from recovery.sweeping import sweep
from shop.core import clock
from shop.core.heartbeat.beating import beat
from shop.core.heartbeat.jobs import pulses
from shop.core.messaging.models import Message
from tests.browser.looks import assert_accessible, assert_accessible_at_every_size
from tests.factories import UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.enable_socket]

# In the gate with script, by ``make test-browser`` without it as well.
TWICE = [("en", True), pytest.param("fr", False, marks=pytest.mark.slow)]


@pytest.mark.parametrize(("language", "has_script"), TWICE)
def test_back_to_the_cart_in_another_browser_and_paid_there(
    walk, letter, copies, language, has_script
):
    w = walk(letter["r"], java_script_enabled=has_script, locale=language)
    look = assert_accessible_at_every_size if has_script else copies.check
    look(w.page)
    assert w.at("masked-email").inner_text() == "z•••@d•••.example"
    w.click("resume").see("/checkout/delivery/$")
    look(w.page)
    w.at("method-2").check()
    w.click("continue").see("/checkout/payment/$")
    look(w.page)
    assert w.shows_nobody
    w.click("identify").see("/checkout/identify/$")
    look(w.page)
    w.page.go_back()
    w.see("/checkout/payment/$").click("pay").see("/testbank/").click("refuse")
    w.see("/checkout/payment/$")
    look(w.page)
    assert w.shows_nobody
    w.click("pay").see("/testbank/").click("accept")
    w.see("/checkout/done/$")
    look(w.page)
    assert w.shows_nobody
    sweep(at=clock.now())
    assert Episode.objects.values_list("state", "came_by_link").get() == ("recovered", True)
    w.go(letter["r"])  # it is over by now
    expect(w.page.get_by_role("heading", level=1)).to_have_count(1)
    look(w.page)
    w.click("see-order").see("/checkout/done/$")
    expect(walk(letter["r"]).at("see-order")).to_have_count(0)


def test_a_browser_with_a_cart_is_asked_what_to_do(walk, letter):
    w = walk().add("M").go(letter["r"])
    assert_accessible_at_every_size(w.page)
    w.click("copy").see("/cart/$")
    expect(w.at("line-L")).to_be_visible()
    expect(w.at("line-M")).to_be_visible()
    w.go(letter["r"]).click("resume").see("/checkout/delivery/$")


def test_no_more_reminders(walk, letter):
    w = walk(letter["u"])
    assert_accessible_at_every_size(w.page)
    w.click("stop")
    expect(w.at("stopped")).to_be_visible()
    assert_accessible(w.page)
    w.click("again")
    expect(w.at("reminded")).to_be_visible()


def test_no_more_reminders_by_the_account(walk):
    user = UserFactory(email="zoe@demo.example")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    w = walk("/account/reminders/").fill(login=user.email, password="correct horse")
    w.page.get_by_role("button", name="Sign in").click()
    w.see("/account/reminders/$")
    w.click("again")
    assert_accessible_at_every_size(w.page)
    w.click("stop")
    expect(w.at("stopped")).to_be_visible()


def test_why_and_erased(walk, letter):
    w = walk(letter["why"])
    assert_accessible_at_every_size(w.page)
    assert w.shows_nobody
    w.click("erase")
    expect(w.at("erased")).to_be_visible()
    assert_accessible(w.page)
    assert not Order.objects.exists()
    assert not Message.objects.exclude(recipient="").exists()
    w.go(letter["r"])
    assert_accessible(w.page)


@pytest.mark.parametrize(("language", "has_script"), TWICE)
def test_what_got_in_the_way_is_told_by_keyboard(walk, letter, copies, language, has_script):
    w = walk(
        f"{letter['why']}answer/?because=site", java_script_enabled=has_script, locale=language
    )
    see = assert_accessible_at_every_size if has_script else copies.check
    see(w.page)
    expect(w.page.locator("[value=site]")).to_be_checked()
    w.page.locator("[value=site]").focus()
    w.page.keyboard.press("ArrowUp")
    w.page.keyboard.press("Tab")
    w.page.keyboard.type("Do you deliver to an island?")
    w.page.keyboard.press("Tab")
    w.page.keyboard.press("Enter")
    expect(w.at("answered")).to_be_visible()
    see(w.page)
    assert w.shows_nobody
    assert Reply.objects.values_list("episode__said", "words").get() == (
        "question",
        "Do you deliver to an island?",
    )


def test_a_link_that_was_cut_in_two(walk, letter):
    w = walk(letter["r"][:20] + "/")
    assert_accessible_at_every_size(w.page)


def test_what_staff_see_and_do(walk, letter, admin_client):
    session = admin_client.cookies["sessionid"].value
    for pulse in pulses(at=clock.now()):
        beat(pulse.job)
    w = walk()
    w.page.context.add_cookies([{"name": "sessionid", "value": session, "url": w.base}])
    w.go("/admin/")
    expect(w.at("jobs-ok")).to_be_visible()
    w.go("/admin/recovery/episode/")
    w.page.get_by_role("link", name=re.compile("#")).first.click()
    expect(w.page.get_by_text("It fits a scenario, and nothing speaks against it.")).to_be_visible()
    w.click("make-link")
    expect(w.at("resume-link")).to_have_value(re.compile(r"/r/[\w-]{43}/$"))
