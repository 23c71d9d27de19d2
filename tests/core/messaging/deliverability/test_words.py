import pytest

from shop.core.messaging.deliverability.words import judge_signature, judge_unsubscribe
from shop.core.messaging.samples import sampled_kinds, sampled_mail
from tests.core.messaging.deliverability.zones import told

STOP, POST = "<https://shop.example/u/x/>", "List-Unsubscribe=One-Click"
NOT_BOTH = (
    "missing",
    "the headers List-Unsubscribe and List-Unsubscribe-Post are not both there",
)


@pytest.mark.parametrize(
    ("headers", "finding"),
    [
        (
            {"List-Unsubscribe": STOP, "List-Unsubscribe-Post": POST},
            ("ok", "one POST over https stops reminders"),
        ),
        (
            {"List-Unsubscribe": f"<mailto:x@y.test>, {STOP}", "List-Unsubscribe-Post": POST},
            ("ok", "one POST over https stops reminders"),
        ),
        ({}, NOT_BOTH),
        ({"List-Unsubscribe": STOP}, NOT_BOTH),
        ({"List-Unsubscribe-Post": POST}, NOT_BOTH),
        ({"List-Unsubscribe": STOP, "List-Unsubscribe-Post": "yes"}, NOT_BOTH),
        (
            {"List-Unsubscribe": "<http://shop.example/u/x/>", "List-Unsubscribe-Post": POST},
            ("missing", "the address to stop is not https"),
        ),
        (
            {"List-Unsubscribe": "<mailto:x@y.test>", "List-Unsubscribe-Post": POST},
            ("missing", "the address to stop is not https"),
        ),
    ],
)
def test_the_button_to_stop_is_judged(headers, finding):
    assert told(judge_unsubscribe(headers, "x")) == [finding]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_reminders_as_they_are_rendered_have_the_button(settings, language):
    settings.LANGUAGE_CODE = language
    assert sampled_kinds() == ["recovery.product_reminder", "recovery.reminder"]
    for kind in sampled_kinds():
        settings.BASE_URL = "https://shop.example"
        mail = sampled_mail(kind)
        assert told(judge_unsubscribe(mail.extra_headers, kind)) == [
            ("ok", "one POST over https stops reminders")
        ]
        assert f'lang="{language}"' in mail.alternatives[0].content
        settings.BASE_URL = "http://shop.example"
        headers = sampled_mail(kind).extra_headers
        assert told(judge_unsubscribe(headers, kind)) == [
            ("missing", "the address to stop is not https")
        ]


def arrived(*signatures, sender="Camille <care@news.shop.example>", stop=True):
    headers = [f"DKIM-Signature: v=1; a=rsa-sha256; {each}; b=x" for each in signatures]
    headers += [f"From: {sender}", "Subject: Hello"]
    if stop:
        headers += [f"List-Unsubscribe: {STOP}", f"List-Unsubscribe-Post: {POST}"]
    return "\r\n".join([*headers, "", "Hello"]).encode()


FULL = "From:Subject:\r\n List-Unsubscribe:List-Unsubscribe-Post"


@pytest.mark.parametrize(
    ("raw", "finding"),
    [
        (arrived(), ("missing", "the mail is not signed")),
        (
            arrived(f"d=provider.test; h={FULL}"),
            ("missing", "it is signed by provider.test only"),
        ),
        (
            arrived(f"d=shop.example; h={FULL}"),
            ("ok", "signed by shop.example: from, list-unsubscribe, list-unsubscribe-post"),
        ),
        (
            arrived(f"d=provider.test; h={FULL}", f"d=shop.example; h={FULL}"),
            ("ok", "signed by shop.example: from, list-unsubscribe, list-unsubscribe-post"),
        ),
        (
            arrived("d=shop.example; h=from:list-unsubscribe"),
            ("missing", "list-unsubscribe-post: not signed"),
        ),
        (
            arrived("d=shop.example; h=from:subject", stop=False),
            ("ok", "signed by shop.example: from"),
        ),
        (arrived(f"d=shop.example; h={FULL}", sender="nobody"), None),
        (b"", ("missing", "the mail is not signed")),
    ],
)
def test_a_mail_that_has_arrived_is_judged(raw, finding):
    expected = finding or ("missing", "it is signed by shop.example only")
    assert told(judge_signature(raw)) == [expected]
