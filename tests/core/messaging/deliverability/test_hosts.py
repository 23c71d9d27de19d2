import pytest

from shop.core.messaging.deliverability.hosts import (
    addresses_of,
    judge_mx,
    judge_names,
    judge_route,
)
from shop.core.messaging.deliverability.routes import Route
from tests.core.messaging.deliverability.zones import Zone, told

OURS = "93.184.216.7"  # others see it; the blocks made for examples count as nobody's


@pytest.mark.parametrize(
    ("names", "verdict", "says"),
    [
        (
            {"shop.example": {"MX": ["in.test", "in2.test"]}, "in.test": {"A": [OURS]}},
            "missing",
            "in2.test has no address",
        ),
        (
            {"shop.example": {"MX": ["in.test"]}, "in.test": {"A": [OURS]}},
            "ok",
            "mails go to in.test",
        ),
        (
            {"shop.example": {"MX": ["."]}},
            "missing",
            "it says that it takes no mail, and many refuse what nobody can answer",
        ),
        (
            {"shop.example": {"A": [OURS]}},
            "warning",
            "no MX; mails are tried at its web address",
        ),
        ({}, "missing", "no MX: answers and bounces are lost"),
    ],
)
def test_answers_and_bounces_arrive(names, verdict, says):
    assert told(judge_mx("shop.example", Zone(names))) == [(verdict, says)]


@pytest.mark.parametrize(
    ("names", "verdict", "says"),
    [
        (
            {OURS: {"PTR": ["other.test", "mx.test"]}, "mx.test": {"A": [OURS]}},
            "ok",
            "mx.test, which leads back to it",
        ),
        (
            {OURS: {"PTR": ["mx.test"]}, "mx.test": {"A": ["93.184.216.8"]}},
            "missing",
            "its name mx.test does not lead back to it",
        ),
        ({}, "missing", "it has no name"),
    ],
)
def test_a_sending_address_has_a_name_that_leads_back(names, verdict, says):
    assert told(judge_names(OURS, Zone(names))) == [(verdict, says)]


@pytest.mark.parametrize("address", ["127.0.0.1", "10.0.0.5", "::1", "fd00::1"])
def test_of_an_address_at_home_nothing_can_be_told(address):
    assert told(judge_names(address, Zone({}))) == [("unknown", "nobody outside sees this address")]


@pytest.mark.parametrize(
    ("route", "verdict", "says"),
    [
        (Route("shop", ()), "missing", "mails do not leave this machine"),
        (Route("shop", (), provider="postmark"), "ok", "postmark"),
        (Route("shop", (), host="mx.test"), "ok", "mx.test"),
        (Route("shop", (), host="127.0.0.1", is_encrypted=False), "ok", "127.0.0.1"),
        (
            Route("shop", (), host="mx.test", is_encrypted=False),
            "warning",
            "password and mails go to mx.test unencrypted",
        ),
    ],
)
def test_the_way_to_the_server_is_judged(route, verdict, says):
    assert told(judge_route(route)) == [(verdict, says)]


def test_mails_leave_from_where_their_own_server_is_seen():
    zone = Zone({"mx.test": {"A": ["10.0.0.5", OURS]}})
    assert addresses_of(Route("shop", (), host="mx.test"), zone) == [OURS]
    assert addresses_of(Route("shop", (), host=OURS), zone) == [OURS]
    assert addresses_of(Route("shop", (), host="localhost"), zone) == []
    assert addresses_of(Route("shop", (), provider="google", host="mx.test"), zone) == []
