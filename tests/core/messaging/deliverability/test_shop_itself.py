import pytest

from shop.core.messaging.deliverability.domains import are_aligned, domain_of, organisational
from shop.core.messaging.deliverability.routes import Route, provider_at, routes
from shop.core.messaging.deliverability.shop_itself import (
    judge_links,
    judge_senders,
    judge_webhooks,
)
from tests.core.messaging.deliverability.zones import told

HOME = "https://www.shop.example"


@pytest.mark.parametrize(
    ("sender", "verdict", "says"),
    [
        ("Shop <a@shop.example>", "ok", "belongs to www.shop.example"),
        ("Shop <a@news.shop.example>", "ok", "belongs to www.shop.example"),
        (
            "Shop <a@other.test>",
            "warning",
            "other.test and www.shop.example have different owners, which readers and filters distrust",
        ),
        ("Shop <a@GMAIL.com>", "missing", "only gmail.com itself may write in its name"),
        ("Shop", "missing", "it is no address"),
    ],
)
def test_a_sender_belongs_to_the_shop(sender, verdict, says):
    assert told(judge_senders([Route("shop", (sender, sender))], HOME)) == [(verdict, says)]


@pytest.mark.parametrize(
    ("domain", "owner"),
    [
        ("shop.example", "shop.example"),
        ("a.b.shop.co.uk", "shop.co.uk"),
        ("shop.github.io", "shop.github.io"),  # each customer of such a place is an owner
        ("co.uk", "co.uk"),
        ("localhost", "localhost"),
    ],
)
def test_the_owner_of_a_name(domain, owner):
    assert organisational(domain) == owner


def test_owners_tell_what_is_aligned():
    assert are_aligned("news.shop.co.uk", "www.shop.co.uk")
    assert not are_aligned("shop.co.uk", "other.co.uk")
    assert not are_aligned("one.github.io", "two.github.io")


@pytest.mark.parametrize(
    ("sender", "domain"),
    [
        ("Zoé <zoe@Café.example>", "xn--caf-dma.example"),
        ("zoe@shop.example.", "shop.example"),
        ("Zoé", ""),
    ],
)
def test_the_domain_of_a_sender_is_written_as_the_dns_writes_it(sender, domain):
    assert domain_of(sender) == domain


def test_links_are_encrypted():
    assert told(judge_links(HOME)) == [("ok", "links and the button to stop go over https")]
    assert told(judge_links("http://shop.example")) == [
        ("missing", "links go unencrypted, one-click needs https")
    ]


@pytest.mark.parametrize(
    ("provider", "has_secret", "verdict"),
    [
        ("postmark", True, "ok"),
        ("postmark", False, "missing"),
        ("", True, "ok"),
        ("", False, "warning"),
    ],
)
def test_the_shop_hears_of_complaints(provider, has_secret, verdict):
    (found,) = judge_webhooks([Route("shop", (), provider=provider)], has_secret=has_secret)
    assert found.verdict == verdict


@pytest.mark.parametrize(
    ("host", "provider"),
    [
        ("email-smtp.eu-west-3.amazonaws.com", "amazon_ses"),
        ("smtp-relay.brevo.com", "brevo"),
        ("SMTP.mailgun.org", "mailgun"),
        ("in-v3.mailjet.com", "mailjet"),
        ("smtp.postmarkapp.com", "postmark"),
        ("ssl0.ovh.net", "ovh"),
        ("mail.notovh.net", ""),
        ("mx.shop.example", ""),
    ],
)
def test_a_provider_is_known_by_its_servers(host, provider):
    assert provider_at(host) == provider


SMTP = "django.core.mail.backends.smtp.EmailBackend"


def _write_as(settings):
    settings.DEFAULT_FROM_EMAIL = settings.SERVER_EMAIL = "Shop <a@shop.example>"
    settings.CARE_EMAIL = "Camille <care@shop.example>"
    settings.REMINDER_FROM_EMAIL = "Camille <care@news.shop.example>"


def test_there_is_one_way_when_reminders_have_none_of_their_own(settings):
    _write_as(settings)
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_USE_TLS = SMTP, "mx.test", False
    (way,) = routes()
    assert (way.stream, way.provider, way.host, way.is_encrypted) == ("shop", "", "mx.test", False)
    assert way.domains == ["shop.example", "news.shop.example"]


def test_there_are_two_ways_when_they_have(settings):
    _write_as(settings)
    settings.EMAIL_BACKEND = "anymail.backends.mailgun.EmailBackend"
    settings.REMINDER_TRANSPORT = {"backend": SMTP, "host": "smtp.postmarkapp.com", "use_tls": True}
    usual, reminders = routes()
    assert (usual.provider, usual.host, usual.domains) == ("mailgun", "", ["shop.example"])
    assert (reminders.stream, reminders.provider) == ("reminders", "postmark")
    assert (reminders.is_encrypted, reminders.domains) == (True, ["news.shop.example"])
