"""The record of processing is what the settings in force say, in both languages (P7)."""

import json
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils.translation import override

from shop.core.privacy.processing import Recipient, processings
from shop.core.privacy.recipients import recipients
from tests.admin_rows import webhook_endpoint

pytestmark = pytest.mark.django_db  # it names who is told by webhooks


def written(**options):
    out = StringIO()
    call_command("record_of_processing", stdout=out, **options)
    return out.getvalue()


@pytest.mark.parametrize("language", ["fr", "en"])
def test_each_processing_has_its_chapter_with_all_that_the_law_asks_for(language):
    text = written(language=language)
    with override(language):
        for each in processings():
            chapter = text.split(f"\n## {each.name}\n")[1].split("\n## ")[0]
            for part in (each.why, each.basis.label, each.people, each.data, each.period()):
                assert str(part) in chapter
            assert chapter.count("\n| ") == 8 + (each.policy is not None)


def test_the_two_languages_share_no_word_of_a_purpose():
    told = {code: json.loads(written(language=code, json=True)) for code in ("fr", "en")}
    pairs = zip(told["fr"]["processings"], told["en"]["processings"], strict=True)
    assert [
        fr["key"] for fr, en in pairs if fr["why"] == en["why"] or fr["data"] == en["data"]
    ] == []


def test_periods_are_those_of_the_settings(settings):
    settings.RETENTION_DAYS, settings.LOG_MONTHS, settings.ORDER_YEARS = 30, 6, 7
    told = json.loads(written(language="en", json=True))["processings"]
    periods = {each["key"]: each["period"] for each in told}
    assert periods["checkout.started"] == "30 days after the last activity, with their carts"
    assert periods["recovery.ledger"] == "6 months"
    assert (
        periods["checkout.orders"] == "7 years after the end of the year in which they were begun"
    )


@pytest.mark.parametrize(
    ("policy", "says"),
    [
        ("strict", "and to customers who were told of them when they ordered"),
        ("opt_in", "reminders go to who ticked the box alone (consent, article 6 (1) a)"),
    ],
)
def test_the_policy_of_reminders_is_the_one_in_force(settings, policy, says):
    settings.REMINDER_CONSENT = policy
    told = {each["key"]: each["policy"] for each in _told()}
    assert says in told.pop("messaging.messages")
    assert set(told.values()) == {""}


def _told():
    return json.loads(written(language="en", json=True))["processings"]


@pytest.mark.parametrize(
    ("values", "kind", "names"),
    [
        ({"GATEWAYS": {"testbank": "x", "transfer": "y"}}, Recipient.BANKS, []),
        (
            {"GATEWAYS": {"stripe": "x", "acme": "y"}},
            Recipient.BANKS,
            ["Stripe Payments Europe, Ltd. (Ireland; United States)", "acme"],
        ),
        (
            {"EMAIL_BACKEND": "anymail.backends.mailgun.EmailBackend"},
            Recipient.MAIL,
            ["mailgun"],
        ),
        (
            {"EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend", "EMAIL_HOST": "mx.x"},
            Recipient.MAIL,
            ["mx.x"],
        ),
        ({"EMAIL_BACKEND": "shop.demo.mailbox.MailboxBackend"}, Recipient.MAIL, []),
        ({"SMS_URLS": ["vonage://key:secret@33612345678/{to}"]}, Recipient.SMS, ["vonage"]),
        ({"SMS_URLS": ["phone://{to}"]}, Recipient.SMS, []),
        (
            {
                "EMAIL_BACKEND": "anymail.backends.mailgun.EmailBackend",
                "REMINDER_TRANSPORT": {"backend": "x.backends.smtp.EmailBackend", "host": "mx.y"},
            },
            Recipient.MAIL,
            ["mailgun", "mx.y"],
        ),
        (
            {"STAFF_ALERT_URLS": ["slack://token@secret", "mailto://a:b@c"]},
            Recipient.STAFF_TOOLS,
            ["mailto", "slack"],
        ),
    ],
)
def test_recipients_are_those_of_the_settings_and_no_secret(settings, values, kind, names):
    for name, value in values.items():
        setattr(settings, name, value)
    assert recipients()[kind] == names


def test_recipients_are_also_who_is_told_by_webhooks():
    """By their hosts: the rest of an address may be a secret of theirs."""
    assert recipients()[Recipient.OTHER_TOOLS] == []
    webhook_endpoint()
    endpoint = webhook_endpoint()
    assert recipients()[Recipient.OTHER_TOOLS] == ["crm.example"]
    told = json.loads(written(language="en", json=True))["processings"]
    (webhooks,) = [each for each in told if each["key"] == "recovery.webhooks"]
    assert webhooks["recipients"] == ["tools that are told by webhooks – crm.example"]
    type(endpoint).objects.update(is_active=False)
    assert recipients()[Recipient.OTHER_TOOLS] == []
