"""A mail on the wire says what Django's says, in lines that RFC 5322 allows."""

from email import policy
from email.parser import BytesParser

import pytest
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.message import sanitize_address

from shop.core.messaging.wire import LONGEST_LINE, on_the_wire, recipients, sender

DATE = "Sun, 29 Nov 2026 02:00:00 -0000"


def mail(**fields):
    written = EmailMultiAlternatives(
        **{
            "subject": "Can I help you?",
            "body": "Hello,\n\na line\n",
            "from_email": "Camille Martin <care@shop.example>",
            "to": ["zoe@demo.example"],
            "headers": {"Message-ID": "<1@shop.example>", "Date": DATE},
            **fields,
        }
    )
    written.attach_alternative("<p>Hello</p>\n<p>a line</p>\n", "text/html")
    return written


def read(raw):
    """Return the headers of a mail and its parts, decoded, as a mail program shows them."""
    parsed = BytesParser(policy=policy.default).parsebytes(raw)
    headers = {n: str(v).strip() for n, v in parsed.items() if n != "Content-Type"}
    parts = [
        (part.get_content_type(), part.get_content_charset(), part.get_content())
        for part in parsed.iter_parts()
    ]
    return parsed.get_content_type(), headers, parts


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"subject": "Puis-je vous aider ? Voilà ce qui vous attend, tout près d’ici, depuis hier"},
        {"subject": "a long subject, " * 12 + "so it is"},
        {"body": "Où ?\r\n.\r\n.. two\r\rFrom here\n--\nDès demain\n\n"},
        {"body": ""},
        {"from_email": "Zoé Ångström <care@shop.example>"},
        {"from_email": '"Martin, Camille" <care@shop.example>'},
        {"to": ["zoé@exämple.example"]},
        {"headers": {"Message-ID": "<1@x>", "Date": DATE, "X-Note": "é" * 90, "X-Long": "a" * 400}},
    ],
)
def test_it_reads_as_what_django_builds(fields):
    raw = on_the_wire(mail(**fields))
    assert read(raw) == read(mail(**fields).message().as_bytes(linesep="\r\n"))
    assert max(map(len, raw.split(b"\r\n"))) <= LONGEST_LINE
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert b"\r" not in raw.replace(b"\r\n", b"")


def test_answers_to_somebody_else_are_no_reason_to_let_django_build_it(monkeypatch):
    """As reminders from an address of their own have them."""
    headers = {"Message-ID": "<1@x>", "Date": DATE, "Reply-To": "Zoé <care@shop.example>"}
    built = read(mail(headers=headers).message().as_bytes(linesep="\r\n"))
    monkeypatch.delattr(EmailMessage, "message")
    assert read(on_the_wire(mail(headers=headers))) == built
    assert built[1]["Reply-To"] == "Zoé <care@shop.example>"


def test_it_has_a_date_of_its_own():
    raw = on_the_wire(mail(headers={"Message-ID": "<1@shop.example>"}))
    assert raw.count(b"\r\nDate: ") == 1
    assert raw.count(b"\r\nMessage-ID: ") == 1


def long_line(written):
    written.body = "é" * (LONGEST_LINE // 2 + 1)


def copied(written):
    written.cc = ["anna@demo.example"]


def attached(written):
    written.attach("list.csv", "a,b", "text/csv")


@pytest.mark.parametrize("change", [long_line, copied, attached])
def test_what_has_another_shape_django_builds(change, monkeypatch):
    written = mail()
    change(written)
    built = written.message()
    monkeypatch.setattr(written, "message", lambda: built)
    assert on_the_wire(written) == built.as_bytes(linesep="\r\n")


def test_a_mail_of_text_alone_django_builds():
    written = EmailMessage(
        "s", "text", "a@shop.example", ["b@demo.example"], headers={"Date": DATE}
    )
    assert b"Content-Type: text/plain" in on_the_wire(written)


@pytest.mark.parametrize("field", ["subject", "from_email"])
def test_a_header_that_would_become_two_is_refused(field):
    with pytest.raises(ValueError, match="newlines"):
        on_the_wire(mail(**{field: "Zoé <a@shop.example>\nBcc: all@shop.example"}))


@pytest.mark.parametrize(
    "address",
    [
        "zoe@demo.example",
        "Zoe.Martin+cart_1-2@Demo-Shop.example",
        "zoe@localhost",
        "zoé@exämple.example",
        '"zoe martin"@demo.example',
        "Zoé Martin <zoe@demo.example>",
        f"zoe@{'a' * 63}.example",
    ],
)
def test_who_gets_it_is_told_as_django_tells_it(address):
    written = mail(to=[address], from_email=address)
    assert recipients(written) == [sanitize_address(address, "utf-8")]
    assert sender(written) == sanitize_address(address, "utf-8")


@pytest.mark.parametrize(
    "address",
    [
        "zoe@",
        "zoe@a..example",
        f"zoe@{'a' * 64}.example",
        "zoe@a.example>\nRCPT TO:<b@c",
    ],
)
def test_what_is_no_address_gets_nothing(address):
    with pytest.raises(ValueError):  # noqa: PT011 - of several texts, all of them Django's
        recipients(mail(to=[address, "zoe@demo.example"]))


def test_two_mails_have_two_boundaries():
    one, other = (on_the_wire(mail()).partition(b"boundary=")[2][:40] for _ in range(2))
    assert one != other
