import pytest

from shop.core.messaging.deliverability.dmarc import judge_dmarc
from tests.core.messaging.deliverability.zones import Zone, told

TO_US = "rua=mailto:d@shop.example"
REPORTS = ("ok", "reports go to d@shop.example")


@pytest.mark.parametrize(
    ("records", "findings"),
    [
        ([], [("missing", "no record")]),
        (["v=spf1 -all"], [("missing", "no record")]),
        (
            [f"v=DMARC1; p=reject; {TO_US}", "v=DMARC1; p=none"],
            [("missing", "2 records, so none counts")],
        ),
        ([f"v=DMARC1; p=reject; {TO_US}"], [("ok", "p=reject"), REPORTS]),
        ([f"v=DMARC1;p=quarantine;{TO_US};"], [("ok", "p=quarantine"), REPORTS]),
        ([f"v = DMARC1; p=none; {TO_US}"], [("warning", "p=none only watches"), REPORTS]),
        ([f"v=DMARC1; {TO_US}"], [("missing", "it has no policy"), REPORTS]),
        ([f"v=DMARC1; p=refuse; {TO_US}"], [("missing", "it has no policy"), REPORTS]),
        (
            [f"v=DMARC1; p=reject; pct=20; {TO_US}"],
            [("warning", "p=reject for 20 % of mails"), REPORTS],
        ),
        (
            ["v=DMARC1; p=reject"],
            [("ok", "p=reject"), ("warning", "nobody gets reports")],
        ),
        (
            ["v=DMARC1; p=reject; rua=mailto:x@reports.test!10m"],
            [("ok", "p=reject"), ("warning", "reports.test has not agreed to get reports")],
        ),
    ],
)
def test_a_record_is_judged(records, findings):
    zone = Zone({"_dmarc.shop.example": {"TXT": records}})
    assert told(judge_dmarc("shop.example", zone)) == findings


def test_whoever_reads_reports_of_others_agrees_to_it():
    zone = Zone(
        {
            "_dmarc.shop.example": {"TXT": ["v=DMARC1; p=reject; rua=mailto:x@reports.test"]},
            "shop.example._report._dmarc.reports.test": {"TXT": ["v=DMARC1;"]},
        }
    )
    assert told(judge_dmarc("shop.example", zone))[1] == ("ok", "reports go to x@reports.test")


@pytest.mark.parametrize(
    ("more", "first", "last"),
    [
        ("", ("ok", "p=reject"), REPORTS),
        ("; sp=none", ("warning", "p=none only watches"), REPORTS),
        (
            "; adkim=s",
            ("ok", "p=reject"),
            (
                "warning",
                "adkim=s or aspf=s asks for exactly news.shop.co.uk in signatures and bounces",
            ),
        ),
    ],
)
def test_a_name_below_has_the_record_of_its_owner(more, first, last):
    record = f"v=DMARC1; p=reject; rua=mailto:d@shop.co.uk{more}"
    found = told(judge_dmarc("news.shop.co.uk", Zone({"_dmarc.shop.co.uk": {"TXT": [record]}})))
    assert found[0] == first
    assert found[-1] == (last if more == "; adkim=s" else ("ok", "reports go to d@shop.co.uk"))


def test_a_record_of_its_own_comes_first():
    zone = Zone(
        {
            "_dmarc.news.shop.example": {"TXT": ["v=DMARC1; p=quarantine; adkim=s"]},
            "_dmarc.shop.example": {"TXT": ["v=DMARC1; p=none"]},
        }
    )
    found = told(judge_dmarc("news.shop.example", zone))
    assert found == [("ok", "p=quarantine"), ("warning", "nobody gets reports")]
