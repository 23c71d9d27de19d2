"""What the settings read about reminders."""

import environ
import pytest
from django.core.exceptions import ImproperlyConfigured

from shop.environment import Profile
from shop.reminders import counted_agents, quiet_hours, reminder_consent


def test_quiet_hours_are_empty_or_two_times():
    assert quiet_hours("") == ""
    assert quiet_hours("21:00-08:00") == "21:00-08:00"
    for text in ("9pm-8am", "21:00", "21:00-08:00-09:00"):
        with pytest.raises(ImproperlyConfigured, match="QUIET_HOURS"):
            quiet_hours(text)


def test_who_is_reminded_is_a_policy_by_name():
    assert [reminder_consent(name) for name in ("strict", "opt_in")] == ["strict", "opt_in"]
    for text in ("", "Strict", "opt_out"):
        with pytest.raises(ImproperlyConfigured, match="must be one of: strict, opt_in"):
            reminder_consent(text)


@pytest.mark.parametrize(
    ("said", "profile", "counted"),
    [
        (None, Profile.EMBEDDED, ["HeadlessChrome", "python", "curl"]),
        (None, Profile.PRODUCTION, []),
        ("", Profile.EMBEDDED, []),
        ("OurTests/1,Playwright", Profile.PRODUCTION, ["OurTests/1", "Playwright"]),
    ],
)
def test_which_programs_count_as_shoppers(monkeypatch, said, profile, counted):
    monkeypatch.delenv("COUNTED_AGENTS", raising=False)
    if said is not None:
        monkeypatch.setenv("COUNTED_AGENTS", said)
    assert counted_agents(environ.Env(), profile) == counted
