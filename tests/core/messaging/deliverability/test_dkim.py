import pytest

from shop.core.messaging.deliverability.dkim import judge_dkim, judge_key
from shop.core.messaging.deliverability.findings import Question
from tests.core.messaging.deliverability.keys import (
    ED25519,
    RSA_768,
    RSA_1024,
    RSA_2048,
    RSA_2048_BARE,
)
from tests.core.messaging.deliverability.zones import Zone, told

ASKED = Question("dkim", "s1._domainkey.shop.example", "")


@pytest.mark.parametrize(
    ("text", "verdict", "says"),
    [
        (f"v=DKIM1; k=rsa; p={RSA_2048}", "ok", "RSA of 2048 bits"),
        (f"p={RSA_2048}", "ok", "RSA of 2048 bits"),
        (f"v=DKIM1; p={RSA_2048[:100]} {RSA_2048[100:]}", "ok", "RSA of 2048 bits"),
        (f"v=DKIM1; p={RSA_2048_BARE}", "ok", "RSA of 2048 bits"),
        (f"v=DKIM1; k=ed25519; p={ED25519}", "ok", "Ed25519; sign with RSA beside it"),
        (f"v=DKIM1; h=sha1:sha256; p={RSA_2048}", "ok", "RSA of 2048 bits"),
        (f"v=DKIM1; t=s; p={RSA_2048}", "ok", "RSA of 2048 bits"),
        (f"v=DKIM1; p={RSA_1024}", "warning", "RSA of 1024 bits"),
        (f"v=DKIM1; t=y:s; p={RSA_2048}", "warning", "t=y says that it is being tried"),
        (f"v=DKIM1; p={RSA_768}", "missing", "RSA of 768 bits, which nobody believes"),
        ("v=DKIM1; k=rsa; p=", "missing", "the key is revoked"),
        (f"v=DKIM2; p={RSA_2048}", "missing", "its version is DKIM2"),
        (f"v=DKIM1; h=sha1; p={RSA_2048}", "missing", "it allows no SHA-256"),
        (f"v=DKIM1; p={RSA_2048[:200]}", "missing", "the key cannot be read"),
        ("v=DKIM1; p=not base64!", "missing", "the key cannot be read"),
        ("v=DKIM1; p=MA==", "missing", "the key cannot be read"),
        (f"v=DKIM1; k=ed25519; p={RSA_2048}", "missing", "the key cannot be read"),
        (f"v=DKIM1; k=dsa; p={RSA_2048}", "missing", "the key cannot be read"),
        (f"v=DKIM1; p={ED25519}", "missing", "the key cannot be read"),
    ],
)
def test_a_key_is_judged(text, verdict, says):
    assert told([judge_key(ASKED, text)]) == [(verdict, says)]


KEY = {"TXT": [f"v=DKIM1; p={RSA_2048}"]}


@pytest.mark.parametrize(
    ("names", "selectors", "findings"),
    [
        ({"s1._domainkey.shop.example": KEY}, ["s1"], [("ok", "RSA of 2048 bits")]),
        ({"s2._domainkey.shop.example": KEY}, ["s1"], [("missing", "no key under s1")]),
        (
            {"s1._domainkey.shop.example": {"TXT": ["hello"]}},
            ["s1", "s2"],
            [("missing", "no key under s1, s2")],
        ),
        (
            {"s1._domainkey.shop.example": KEY, "s2._domainkey.shop.example": {"TXT": ["p="]}},
            ["s1", "s2"],
            [("ok", "RSA of 2048 bits"), ("missing", "the key is revoked")],
        ),
        (
            {},
            [],
            [("unknown", "no selector is known, and keys can only be asked for by name")],
        ),
    ],
)
def test_keys_are_found_by_their_selectors(names, selectors, findings):
    assert told(judge_dkim("shop.example", selectors, Zone(names))) == findings


def test_the_key_of_the_owner_is_good_for_a_name_below():
    zone = Zone({"s1._domainkey.shop.example": KEY})
    (found,) = judge_dkim("news.shop.example", ["s1"], zone)
    assert (found.about, found.verdict) == ("s1._domainkey.shop.example", "ok")
