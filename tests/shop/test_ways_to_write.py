import environ
import pytest
from django.core.exceptions import ImproperlyConfigured

from shop.environment import Profile
from shop.ways_to_write import care_email, mail_transport, sms_urls, webhook_secrets


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
