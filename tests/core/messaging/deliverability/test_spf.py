import pytest

from shop.core.messaging.deliverability.judging_spf import judge_spf
from shop.core.messaging.deliverability.routes import Route
from shop.core.messaging.deliverability.spf import Opaque, count, ending, result_for
from tests.core.messaging.deliverability.zones import Zone, told

OWN = Route("shop", ("Shop <a@shop.example>",), host="mx.shop.example")
POSTMARK = Route("shop", ("Shop <a@shop.example>",), provider="postmark")
OURS = "198.51.100.7"
MANY = {f"p{n}.example": {"TXT": ["v=spf1 ip4:203.0.113.0/28 -all"]} for n in range(12)}


def shop(*records, **others):
    return Zone({"shop.example": {"TXT": [*records]}, **MANY, **others})


def judged(zone, *, route=OWN, addresses=(OURS,)):
    return told(judge_spf("shop.example", zone, route=route, addresses=addresses))


GOOD = f"v=spf1 ip4:{OURS} ~all"
MAY = ("ok", f"{OURS} may send")


@pytest.mark.parametrize(
    ("records", "findings"),
    [
        ([], [("missing", "no record")]),
        (["google-site-verification=x", "v=spf10 -all"], [("missing", "no record")]),
        ([GOOD, "v=spf1 -all"], [("missing", "2 records, so none counts")]),
        ([GOOD], [("ok", "one record, 0 of 10 look-ups"), ("ok", "ends in ~all"), MAY]),
        (
            [f"v=spf1 ip4:{OURS} -ALL"],
            [("ok", "one record, 0 of 10 look-ups"), ("ok", "ends in -all"), MAY],
        ),
        (
            ["v=spf1 +all"],
            [
                ("ok", "one record, 0 of 10 look-ups"),
                ("missing", "+all lets everybody send in your name"),
                MAY,
            ],
        ),
        (
            [f"v=spf1 ip4:{OURS} ?all"],
            [
                ("ok", "one record, 0 of 10 look-ups"),
                ("warning", "?all says nothing about strangers"),
                MAY,
            ],
        ),
        (
            [f"v=spf1 ip4:{OURS}"],
            [
                ("ok", "one record, 0 of 10 look-ups"),
                ("warning", "it has no end: strangers are neither let nor refused"),
                MAY,
            ],
        ),
        (
            ["v=spf1 ip4:203.0.113.9 -all"],
            [
                ("ok", "one record, 0 of 10 look-ups"),
                ("ok", "ends in -all"),
                ("missing", f"{OURS} may not send"),
            ],
        ),
    ],
)
def test_a_record_is_judged(records, findings):
    assert judged(shop(*records)) == findings


def including(number):
    return " ".join(["v=spf1", *(f"include:p{n}.example" for n in range(number)), "~all"])


@pytest.mark.parametrize(
    ("record", "finding"),
    [
        (including(8), ("ok", "one record, 8 of 10 look-ups")),
        (including(9), ("warning", "9 of 10 look-ups")),
        (including(10), ("warning", "10 of 10 look-ups")),
        (
            including(11),
            ("missing", "11 look-ups, 10 are allowed, so it counts as broken"),
        ),
        (
            "v=spf1 include:shop.example -all",
            ("missing", "shop.example includes itself"),
        ),
        (
            "v=spf1 include:gone.example -all",
            ("missing", "gone.example, which it includes, has no SPF record"),
        ),
        (
            "v=spf1 a:x.example a:y.example mx:z.example -all",
            ("missing", "3 of its names lead nowhere, 2 are allowed"),
        ),
        ("v=spf1 ptr exists:%{i}.x.example ~all", ("ok", "one record, 2 of 10 look-ups")),
    ],
)
def test_look_ups_are_counted_as_a_receiver_counts_them(record, finding):
    assert judged(shop(record), addresses=())[0] == finding


def test_look_ups_of_what_is_included_count_as_well():
    zone = shop(
        "v=spf1 include:a.example redirect=b.example",
        **{
            "a.example": {"TXT": ["v=spf1 a mx include:p1.example ?all"], "A": [OURS]},
            "b.example": {"TXT": ["v=spf1 include:p2.example -all"]},
        },
    )
    tally = count("shop.example", zone)
    assert (tally.lookups, tally.voids, tally.faults) == (6, 1, [])  # a has no MX
    assert tally.includes == ["a.example", "p1.example", "b.example", "p2.example"]
    assert ending("shop.example", zone) == "-"


def test_a_redirect_behind_all_is_never_reached():
    zone = shop("v=spf1 ~all redirect=b.example")
    assert (count("shop.example", zone).lookups, ending("shop.example", zone)) == (0, "~")


def test_loops_over_several_names_end():
    zone = shop(
        "v=spf1 include:a.example -all", **{"a.example": {"TXT": ["v=spf1 redirect=shop.example"]}}
    )
    assert count("shop.example", zone).faults == ["shop.example includes itself"]
    assert result_for(OURS, "shop.example", zone) == "-"
    assert ending("a.example", Zone({"a.example": {"TXT": ["v=spf1 redirect=a.example"]}})) == ""


@pytest.mark.parametrize(
    ("record", "address", "sign"),
    [
        ("v=spf1 ip4:198.51.100.0/24 -all", OURS, "+"),
        ("v=spf1 ip4:198.51.100.0/30 -all", OURS, "-"),
        ("v=spf1 ip6:2001:db8:1::/48 ~all", "2001:db8:1::25", "+"),
        ("v=spf1 ip6:2001:db8:1::/48 ~all", "2001:db8:2::25", "~"),
        ("v=spf1 ip4:nonsense ~all", OURS, "~"),
        ("v=spf1 -ip4:198.51.100.7 +all", OURS, "-"),
        ("v=spf1 a -all", OURS, "+"),
        ("v=spf1 a/24 -all", "198.51.100.99", "+"),
        ("v=spf1 a//64 -all", "2001:db8:1::99", "+"),
        ("v=spf1 a/8//128 -all", "2001:db8:1::99", "-"),
        ("v=spf1 mx:post.example -all", "203.0.113.77", "+"),
        ("v=spf1 include:p1.example -all", "203.0.113.5", "+"),
        ("v=spf1 include:p1.example ~all", OURS, "~"),
        ("v=spf1 redirect=p1.example", OURS, "-"),
        ("v=spf1 exists:shop.example -all", OURS, "+"),
        ("v=spf1 ip4:203.0.113.1", OURS, "?"),
    ],
)
def test_who_may_send_is_asked_as_a_receiver_asks(record, address, sign):
    zone = shop(
        record,
        **{"post.example": {"MX": ["in.post.example"]}, "in.post.example": {"A": ["203.0.113.77"]}},
    )
    zone.named["shop.example"]["A"] = [OURS, "2001:db8:1::1"]
    assert result_for(address, "shop.example", zone) == sign


def test_what_macros_decide_cannot_be_told():
    zone = shop("v=spf1 exists:%{i}._spf.shop.example -all")
    with pytest.raises(Opaque):
        result_for(OURS, "shop.example", zone)
    assert judged(zone)[2] == ("unknown", "the record has macros")


@pytest.mark.parametrize(
    ("record", "finding"),
    [
        ("v=spf1 include:spf.mtasv.net ~all", ("ok", "includes postmark")),
        ("v=spf1 include:_spf.mtasv.net ~all", ("ok", "includes postmark")),
        ("v=spf1 include:p1.example ~all", ("warning", "does not include postmark")),
        ("v=spf1 include:notmtasv.net ~all", ("warning", "does not include postmark")),
    ],
)
def test_a_provider_is_included(record, finding):
    found = {name: {"TXT": ["v=spf1 -all"]} for name in ("spf.mtasv.net", "_spf.mtasv.net")}
    assert judged(shop(record, **found), route=POSTMARK)[2] == finding


def test_who_has_no_record_is_told_which_one_to_make():
    def todo(route, addresses=()):
        (found,) = judge_spf("shop.example", shop(), route=route, addresses=addresses)
        return found.todo

    assert todo(POSTMARK) == "TXT shop.example: v=spf1 include:spf.mtasv.net ~all"
    assert todo(OWN) == "TXT shop.example: v=spf1 mx ~all"
    assert todo(OWN, ["2001:db8::1", OURS]) == (
        f"TXT shop.example: v=spf1 ip6:2001:db8::1 ip4:{OURS} ~all"
    )


def test_what_nobody_knows_is_said_so():
    stranger = Route("shop", ("a@shop.example",), provider="newcomer")
    assert judged(shop(GOOD), addresses=())[2] == (
        "unknown",
        "no address is known from which mails leave",
    )
    assert judged(shop(GOOD), route=stranger)[2] == (
        "unknown",
        "what newcomer asks for is not known here",
    )
