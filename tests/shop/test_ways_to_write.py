import environ
import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import get_connection

from shop.environment import Profile
from shop.ways_to_write import (
    care_email,
    mail_transport,
    reminder_sender,
    reminder_transport,
    sms_urls,
    webhook_seconds,
    webhook_secrets,
)


def test_mail_transport_of_a_provider(monkeypatch, tmp_path):
    monkeypatch.setenv("EMAIL_URL", "anymail://mailgun?api_key=k-1&sender_domain=mg.shop.example")
    assert mail_transport(environ.Env(), tmp_path, Profile.PRODUCTION) == {
        "EMAIL_BACKEND": "anymail.backends.mailgun.EmailBackend",
        "ANYMAIL": {"MAILGUN_API_KEY": "k-1", "MAILGUN_SENDER_DOMAIN": "mg.shop.example"},
    }


def test_webhooks_are_not_there_without_a_secret(client):
    assert client.post("/anymail/postmark/tracking/").status_code == 404
    assert client.post("/sms/inbound/").status_code == 404


@pytest.mark.parametrize("text", ["secret", ":sixteen-or-more-1", "name:", "a:sixteen-or-more-1,b"])
def test_a_webhook_secret_that_can_be_guessed_stops_the_start(text):
    with pytest.raises(ImproperlyConfigured, match="ANYMAIL_WEBHOOK_SECRET"):
        webhook_secrets(text.split(","))


@pytest.mark.parametrize("text", ["care@shop.example", "Camille Martin"])
def test_people_are_written_to_by_somebody(text):
    assert care_email("Camille Martin <care@shop.example>") == "Camille Martin <care@shop.example>"
    with pytest.raises(ImproperlyConfigured, match=text):
        care_email(text)


@pytest.mark.parametrize("seconds", [0, -1, 61])
def test_a_receiver_gets_some_time_and_less_than_a_claim_lasts(seconds):
    assert (webhook_seconds(1), webhook_seconds(60)) == (1, 60)
    with pytest.raises(ImproperlyConfigured, match=f"WEBHOOK_SECONDS is {seconds}; it must be"):
        webhook_seconds(seconds)


def test_reminders_have_the_server_of_all_mails_unless_another_is_named():
    assert reminder_transport("") == {}
    assert reminder_transport("anymail://postmark?server_token=t-1") == {
        "backend": "anymail.backends.postmark.EmailBackend",
        "server_token": "t-1",
    }
    assert reminder_transport("smtp+tls://zoe:s%40cret@mx.example:587") == {
        "backend": "django.core.mail.backends.smtp.EmailBackend",
        "host": "mx.example",
        "port": 587,
        "username": "zoe",
        "password": "s@cret",
        "use_tls": True,
        "use_ssl": False,
    }
    assert reminder_transport("dummymail://")["backend"].endswith("dummy.EmailBackend")


@pytest.mark.parametrize(
    ("usual", "keys"),
    [
        ("smtp://mx.example", {"MAILGUN_API_KEY": "k-2", "MAILGUN_SENDER_DOMAIN": "news"}),
        (
            "anymail://postmark?server_token=t-1",
            {
                "POSTMARK_SERVER_TOKEN": "t-1",
                "MAILGUN_API_KEY": "k-2",
                "MAILGUN_SENDER_DOMAIN": "news",
            },
        ),
        ("anymail://mailgun?api_key=k-1", {"MAILGUN_API_KEY": "k-1"}),
    ],
)
def test_webhooks_of_two_providers_are_heard_and_keys_of_one_are_not_mixed(
    monkeypatch, tmp_path, usual, keys
):
    monkeypatch.setenv("EMAIL_URL", usual)
    monkeypatch.setenv("REMINDER_EMAIL_URL", "anymail://mailgun?api_key=k-2&sender_domain=news")
    found = mail_transport(environ.Env(), tmp_path, Profile.PRODUCTION)
    assert found["ANYMAIL"] == keys


def test_a_provider_of_reminders_is_given_its_own_key(settings):
    settings.ANYMAIL = {"POSTMARK_SERVER_TOKEN": "t-1"}
    asked = get_connection(**reminder_transport("anymail://postmark?server_token=t-2"))
    assert asked.server_token == "t-2"


def test_the_shops_password_is_not_given_to_the_server_of_reminders(settings):
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "shop", "secret"
    settings.EMAIL_USE_TLS, settings.EMAIL_PORT = True, 587
    asked = get_connection(**reminder_transport("smtp://mx.example"))
    assert (asked.host, asked.port, asked.username, asked.password, asked.use_tls) == (
        "mx.example",
        25,
        "",
        "",
        False,
    )


@pytest.mark.parametrize("url", ["smtp://", "smpt://mx.example", "mx.example:587"])
def test_a_server_of_reminders_that_cannot_be_stops_the_start(url):
    with pytest.raises(ImproperlyConfigured):
        reminder_transport(url)


def test_reminders_are_written_by_customer_care_unless_somebody_else_is_named():
    care, other = "Camille <care@shop.example>", "Camille <care@news.shop.example>"
    assert (reminder_sender("", care), reminder_sender(other, care)) == (care, other)
    with pytest.raises(ImproperlyConfigured, match="REMINDER_FROM_EMAIL is 'news@"):
        reminder_sender("news@shop.example", care)


VONAGE = "vonage://key:secret@33612345678/{to}"


@pytest.mark.parametrize(
    ("said", "profile", "urls"),
    [
        (None, Profile.PRODUCTION, []),
        (None, Profile.EMBEDDED, ["phone://{to}"]),
        ("", Profile.EMBEDDED, []),
        (VONAGE, Profile.PRODUCTION, [VONAGE]),
        ("json://127.0.0.1:9/?:to={to}", Profile.EMBEDDED, ["json://127.0.0.1:9/?:to={to}"]),
    ],
)
def test_sms_go_by_one_service_or_by_none(monkeypatch, said, profile, urls):
    monkeypatch.delenv("SMS_URLS", raising=False)
    if said is not None:
        monkeypatch.setenv("SMS_URLS", said)
    assert sms_urls(environ.Env(), profile) == urls


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("vonage://key:secret@33612345678/", "{to} where the number stands"),
        (VONAGE + "/{to}", "{to} where the number stands"),
        ("{to}", "{to} where the number stands"),
        (VONAGE + "?retry=2", "retry="),
        (f"{VONAGE},{VONAGE}", "several services"),
    ],
)
def test_a_service_that_might_send_twice_or_nowhere_stops_the_start(monkeypatch, said, words):
    monkeypatch.setenv("SMS_URLS", said)
    with pytest.raises(ImproperlyConfigured, match=words):
        sms_urls(environ.Env(), Profile.PRODUCTION)


def test_a_secret_of_answers_that_can_be_guessed_stops_the_start():
    with pytest.raises(ImproperlyConfigured, match="SMS_INBOUND_SECRET must look like"):
        webhook_secrets(["panier:short"], variable="SMS_INBOUND_SECRET")
