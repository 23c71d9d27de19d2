"""``manage.py check_sending``, asking a real DNS server on this machine."""

import json

import pytest
from django.core.management import CommandError, call_command

from shop.core.messaging.deliverability import asking
from shop.core.messaging.deliverability.asking import Dns
from shop.core.messaging.deliverability.records import Silence
from tests.core.messaging.deliverability.keys import RSA_2048
from tests.nameserver import serving

pytestmark = pytest.mark.enable_socket

OURS = "93.184.216.7"
KEY = " ".join(f'"{part}"' for part in ("v=DKIM1; p=", RSA_2048[:200], RSA_2048[200:]))
GOOD = {
    ("shop.example", "TXT"): ['"v=spf1 include:a.shop.example -all"', '"something else"'],
    ("a.shop.example", "TXT"): [f'"v=spf1 ip4:{OURS} ~all"'],
    ("s1._domainkey.shop.example", "TXT"): [KEY],
    ("_dmarc.shop.example", "TXT"): ['"v=DMARC1; p=reject; rua=mailto:d@shop.example"'],
    ("shop.example", "MX"): ["10 mx.shop.example."],
    ("mx.shop.example", "A"): [OURS],
    ("7.216.184.93.in-addr.arpa", "PTR"): ["mx.shop.example."],
}


@pytest.fixture(autouse=True)
def _shop(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_USE_TLS = "mx.shop.example", True
    settings.DEFAULT_FROM_EMAIL = settings.SERVER_EMAIL = "Shop <a@shop.example>"
    settings.CARE_EMAIL = settings.REMINDER_FROM_EMAIL = "Camille <care@shop.example>"
    settings.BASE_URL = "https://www.shop.example"
    settings.DKIM_SELECTORS = ["s1"]
    settings.ANYMAIL = {"WEBHOOK_SECRET": ["panier:0123456789abcdef"]}


def checked(capsys, table, *options):
    """Return the exit code, and each check's worst answer."""
    with serving(table) as (nameserver, _asked):
        code = 0
        try:
            call_command("check_sending", "--json", "--nameserver", nameserver, *options)
        except SystemExit as ended:
            code = ended.code
    said = json.loads(capsys.readouterr().out)
    order = ["ok", "unknown", "warning", "missing"]
    worst = {}
    for each in said["findings"]:
        known = worst.get(each["check"], "ok")
        worst[each["check"]] = max(known, each["verdict"], key=order.index)
    assert said["dns_was_silent"] == (code == 3)
    return code, worst


FINE = {
    "transport": "ok",
    "spf": "ok",
    "spf-covers": "ok",
    "dkim": "ok",
    "dmarc": "ok",
    "mx": "ok",
    "reverse-dns": "ok",
    "from": "ok",
    "links": "ok",
    "one-click": "ok",
    "signature": "unknown",
    "webhooks": "ok",
}


def test_a_domain_in_good_order_lacks_nothing(capsys):
    assert checked(capsys, GOOD) == (0, FINE)


@pytest.mark.parametrize(
    ("changes", "check", "verdict", "code"),
    [
        ({("shop.example", "TXT"): ['"v=spf1 +all"']}, "spf", "missing", 1),
        ({("s1._domainkey.shop.example", "TXT"): ['"v=DKIM1; p="']}, "dkim", "missing", 1),
        ({("_dmarc.shop.example", "TXT"): ['"v=DMARC1; p=none"']}, "dmarc", "warning", 0),
        ({("7.216.184.93.in-addr.arpa", "PTR"): ["x.test."]}, "reverse-dns", "missing", 1),
        ({("shop.example", "MX"): ["0 ."]}, "mx", "missing", 1),
    ],
)
def test_what_is_missing_is_told(capsys, changes, check, verdict, code):
    assert checked(capsys, {**GOOD, **changes}) == (code, {**FINE, check: verdict})


def test_another_domain_another_key_and_another_address(capsys):
    options = ("--domain", "new.test", "--selector", "k2", "--ip", "93.184.216.9")
    table = {
        ("new.test", "TXT"): ['"v=spf1 ip4:93.184.216.0/24 ~all"'],
        ("k2._domainkey.new.test", "TXT"): [KEY],
        ("9.216.184.93.in-addr.arpa", "PTR"): ["out.new.test."],
        ("out.new.test", "A"): ["93.184.216.9"],
    }
    changed = {"dmarc": "missing", "mx": "missing", "from": "warning"}
    assert checked(capsys, table, *options) == (1, {**FINE, **changed})


def test_a_domain_whose_own_server_is_broken_cannot_be_told(capsys):
    table = {**GOOD, ("_dmarc.shop.example", "SERVFAIL"): []}
    assert checked(capsys, table) == (3, {**FINE, "dmarc": "unknown"})


def test_without_a_network_what_the_dns_says_cannot_be_told(capsys, monkeypatch):
    monkeypatch.setattr(asking, "SECONDS", 0.2)
    with serving({}) as (nameserver, _asked):
        pass  # nobody listens there any more
    with pytest.raises(SystemExit) as ended:
        call_command("check_sending", "--nameserver", nameserver)
    told = capsys.readouterr().out
    assert ended.value.code == 3
    assert "cannot be told spf shop.example: nothing is known of shop.example" in told
    assert "ok             links https://www.shop.example" in told
    assert told.endswith("7 ok, 0 warning, 0 missing, 6 cannot be told.\n")


def test_a_silent_server_is_given_up_and_nothing_is_asked_twice(monkeypatch):
    with serving(GOOD) as (nameserver, asked):
        dns = Dns(nameserver)
        assert dns.txt("shop.example") == dns.txt("shop.example")
        assert dns.addresses("nowhere.example") == []
        assert asked == [
            ("shop.example", "TXT"),
            ("nowhere.example", "A"),
            ("nowhere.example", "AAAA"),
        ]
    monkeypatch.setattr(dns._resolver, "lifetime", 0.1)
    for name in ("a.example", "b.example", "c.example"):
        with pytest.raises(Silence):
            dns.txt(name)
    assert dns._silent == asking.PATIENCE


def test_a_machine_without_a_nameserver_knows_nothing(monkeypatch):
    def none(**_how):
        raise asking.dns.resolver.NoResolverConfiguration

    monkeypatch.setattr(asking.dns.resolver, "Resolver", none)
    with pytest.raises(Silence):
        Dns().mx("shop.example")


def test_a_mail_that_has_arrived_is_read(capsys, tmp_path):
    mail = tmp_path / "mail.eml"
    mail.write_text("From: a@shop.example\nDKIM-Signature: d=shop.example; h=From\n\nHello\n")
    assert checked(capsys, GOOD, "--mail", str(mail)) == (0, {**FINE, "signature": "ok"})
    with serving(GOOD) as (nameserver, _asked), pytest.raises(CommandError, match="No such file"):
        call_command("check_sending", "--nameserver", nameserver, "--mail", str(tmp_path / "x"))


@pytest.mark.parametrize("options", [("--nameserver", "127.0.0.1"), ("--ip", "mx.shop.example")])
def test_nonsense_is_refused(options):
    with pytest.raises(CommandError, match="is not"):
        call_command("check_sending", *options)
