import environ
import pytest
from django.core.exceptions import ImproperlyConfigured

from shop.environment import Profile
from shop.ways_to_write import care_email, mail_transport, webhook_seconds, webhook_secrets


def test_mail_transport_of_a_provider(monkeypatch, tmp_path):
    monkeypatch.setenv("EMAIL_URL", "anymail://mailgun?api_key=k-1&sender_domain=mg.shop.example")
    assert mail_transport(environ.Env(), tmp_path, Profile.PRODUCTION) == {
        "EMAIL_BACKEND": "anymail.backends.mailgun.EmailBackend",
        "ANYMAIL": {"MAILGUN_API_KEY": "k-1", "MAILGUN_SENDER_DOMAIN": "mg.shop.example"},
    }


def test_webhooks_are_not_there_without_a_secret(client):
    assert client.post("/anymail/postmark/tracking/").status_code == 404


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
