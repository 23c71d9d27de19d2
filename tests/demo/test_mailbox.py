import json
from pathlib import Path

import pytest
from django.core.mail import EmailMessage, EmailMultiAlternatives, get_connection
from django.urls import reverse

from shop.core.messaging.sms.transport import send
from shop.core.messaging.sms.writing import Text
from shop.core.messaging.transport import Outcome
from shop.demo import mailbox
from shop.demo.mailbox import MailboxBackend, NoSuchMail, all_mails, mail_of

HOSTILE = [
    "..",
    "../secret_key",
    "20260304T120000000000-0123456g",
    "20260304T120000000000-01234567/../../secret_key",
    "20260304T120000000000-01234567\x00",
    "*",
    "",
    "é" * 300,
]


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.EMAIL_FILE_PATH = str(tmp_path / "mailbox")
    settings.EMAIL_BACKEND = "shop.demo.mailbox.MailboxBackend"
    (tmp_path / "secret_key.eml").write_text("Subject: secret\n\nsecret")
    return tmp_path / "mailbox"


def write(subject="Bonjour é", html="", to="sacha@example.com"):
    message = EmailMultiAlternatives(
        subject,
        "Voir http://127.0.0.1:8000/r/abc/ <b>",
        "shop@panier.example",
        [to],
        headers={"List-Unsubscribe": "<http://127.0.0.1:8000/u/abc/>"},
    )
    if html:
        message.attach_alternative(html, "text/html")
    assert get_connection("shop.demo.mailbox.MailboxBackend").send_messages([message]) == 1
    return all_mails()[0]


def test_a_mail_is_kept_as_it_was_written(clock):
    mail = write(html="<p>é</p>")
    assert (mail.subject, mail.to) == ("Bonjour é", "sacha@example.com")
    assert mail.text.strip() == "Voir http://127.0.0.1:8000/r/abc/ <b>"
    assert mail.html.strip() == "<p>é</p>"
    assert mail.sent_at.isoformat() == "2026-03-04T12:00:00+00:00"
    assert mail.headers["List-Unsubscribe"] == "<http://127.0.0.1:8000/u/abc/>"
    assert mail_of(mail.id) == mail


def test_newest_first(clock):
    for subject in ("one", "two", "three"):
        write(subject)
        clock.shift(0.5)
    assert [mail.subject for mail in all_mails()] == ["three", "two", "one"]


def test_a_mail_to_nobody_is_not_sent():
    assert MailboxBackend().send_messages([EmailMessage("x", "y", "a@example.com", [])]) == 0
    assert all_mails() == []


def test_a_mail_is_listed_whole_or_not_at_all(folder, monkeypatch):
    def pull_the_plug(self, content):
        with self.open("wb") as file:
            file.write(content[:10])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", pull_the_plug)
    message = EmailMessage("x", "y", "a@example.com", ["b@example.com"])
    with pytest.raises(OSError, match="No space"):
        MailboxBackend().send_messages([message])
    assert MailboxBackend(fail_silently=True).send_messages([message]) == 0
    assert all_mails() == []


@pytest.mark.parametrize("mail_id", HOSTILE)
def test_what_is_no_id_opens_nothing(mail_id):
    write()
    with pytest.raises(NoSuchMail):
        mail_of(mail_id)


@pytest.mark.parametrize("part", ["", "html/"])
@pytest.mark.parametrize("mail_id", ["..%2Fsecret_key", "%2e%2e%2fsecret_key", "%00", "a" * 300])
def test_hostile_address_is_not_found(client, mail_id, part):
    write()
    assert client.get(f"/demo/mailbox/{mail_id}/{part}").status_code == 404


def test_list_as_json(client, clock):
    mail = write(html="<p>x</p>")
    (listed,) = json.loads(client.get(reverse("mailbox"), {"format": "json"}).content)
    assert set(listed) == {"id", "to", "subject", "sent_at", "text", "html", "headers", "channel"}
    assert listed["channel"] == "email"
    assert (listed["id"], listed["subject"]) == (mail.id, "Bonjour é")
    assert listed["headers"]["From"] == "shop@panier.example"


def test_list_as_page(client):
    mail = write("<script>alert(1)</script>")
    page = client.get(reverse("mailbox")).content.decode()
    assert reverse("mailbox_mail", args=[mail.id]) in page
    assert "<script>alert" not in page


def test_empty_list(client):
    assert client.get(reverse("mailbox")).status_code == 200


def test_page_reads_only_the_mails_it_shows(client, monkeypatch):
    for _ in range(3):
        write()
    monkeypatch.setattr("shop.demo.views.MAILS_A_PAGE", 2)
    read = []
    monkeypatch.setattr(
        mailbox,
        "message_from_bytes",
        lambda content, _parse=mailbox.message_from_bytes, **k: (
            read.append(1) or _parse(content, **k)
        ),
    )
    client.get(reverse("mailbox"))
    assert len(read) == 2


def test_mail_page_links_and_escapes(client):
    mail = write(html="<p>x</p>")
    page = client.get(reverse("mailbox_mail", args=[mail.id])).content.decode()
    assert 'href="http://127.0.0.1:8000/r/abc/"' in page
    assert "&lt;b&gt;" in page
    assert f'src="{reverse("mailbox_mail_html", args=[mail.id])}"' in page


def test_html_may_look_but_not_act(client, settings):
    html = "<html><head lang=fr></head><body><script>x</script></body></html>"
    mail = write(html=html)
    response = client.get(reverse("mailbox_mail_html", args=[mail.id]))
    assert response.content.decode().startswith('<html><head lang=fr><base target="_blank">')
    policy = dict(
        directive.strip().split(" ", 1)
        for directive in response["Content-Security-Policy"].split(";")
        if " " in directive.strip()
    )
    assert policy["default-src"] == policy["script-src"] == policy["form-action"] == "'none'"
    assert policy["style-src"] == "'unsafe-inline'"
    assert policy["sandbox"] == "allow-popups allow-popups-to-escape-sandbox"
    assert policy["frame-ancestors"] == "'self'"
    assert response["X-Frame-Options"] == "SAMEORIGIN"


def test_other_pages_keep_the_strict_policy(client):
    response = client.get(reverse("mailbox_mail", args=[write().id]))
    assert "unsafe-inline" not in response["Content-Security-Policy"]
    assert response["X-Frame-Options"] == "DENY"


def test_mail_without_html_has_no_html_page(client):
    mail = write()
    assert client.get(reverse("mailbox_mail_html", args=[mail.id])).status_code == 404


def test_mailbox_only_reads(client):
    assert client.post(reverse("mailbox")).status_code == 405


def test_the_phone_of_the_demo_lies_beside_the_mails(client, settings):
    """By apprise, as any service of SMS."""
    settings.SMS_URLS = ["phone://{to}"]
    words = "Panier : déjà ? http://127.0.0.1:8000/r/a-B_c/ STOP"
    assert send(Text("+33612345678", words)) is Outcome.SENT
    write()
    mail, sms = json.loads(client.get(reverse("mailbox"), {"format": "json"}).content)
    assert (mail["channel"], sms["channel"]) == ("email", "sms")
    assert (sms["to"], sms["subject"], sms["text"].strip()) == ("+33612345678", "SMS", words)
    page = client.get(reverse("mailbox_mail", args=[sms["id"]])).content.decode()
    assert 'href="http://127.0.0.1:8000/r/a-B_c/"' in page
    assert "SMS · Panier : déjà ?" in client.get(reverse("mailbox")).content.decode()


def test_sms_lie_there_also_where_mails_go_elsewhere(settings):
    del settings.EMAIL_FILE_PATH
    settings.SMS_URLS = ["phone://{to}"]
    assert send(Text("+33612345678", "words")) is Outcome.SENT
    assert [mail.is_sms for mail in all_mails()] == [True]
