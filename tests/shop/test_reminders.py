"""What the settings read about reminders."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from shop.reminders import quiet_hours, reminder_consent


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
