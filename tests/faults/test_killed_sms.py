"""kill -9 at every boundary of sending SMS: no phone rings twice, and what is in doubt says so (R7)."""

from collections import Counter

import pytest

from tests.chat import running
from tests.faults.actor import BOUNDARIES_OF_SMS, BOUNDARIES_OF_SMS_AFTER
from tests.faults.conftest import Shop, copy_of, environment

pytestmark = [pytest.mark.slow, pytest.mark.enable_socket]
TEXTS = 6


@pytest.fixture(scope="module")
def template(template, tmp_path_factory):
    folder = tmp_path_factory.mktemp("texts")
    with copy_of(template, folder) as url:
        assert Shop(environment(url, folder)).run("seed-texts", str(TEXTS)) == 0
        yield url


@pytest.fixture
def phone(shop):
    with running() as service:
        shop.env |= {"SMS_URLS": service.url + "?:to={to}", "QUIET_HOURS": ""}
        yield service


def heard(phone):
    return Counter(told["message"] for told in phone.told)


@pytest.mark.parametrize("boundary", [*BOUNDARIES_OF_SMS, *BOUNDARIES_OF_SMS_AFTER])
def test_a_sender_killed_at_a_boundary(shop, phone, boundary):
    assert shop.run("send", boundary, "3") == -9
    assert shop.run("finish") == 0
    rows = {about: state for about, _class, state, _reason, _attempts in shop.report()}
    unknown = [about for about, state in rows.items() if state == "unknown"]
    assert {*rows.values()} <= {"sent", "unknown"}
    # That one was sent is written with the next one: the dead sender's last, or the one before it.
    assert len(unknown) == 1
    assert {*heard(phone).values()} == {1}
    assert [
        about for about, state in rows.items() if state == "sent" and about not in heard(phone)
    ] == []


def test_a_service_that_says_no_is_asked_once_each(shop, phone):
    phone.status = 500
    assert shop.run("send") == 0
    assert shop.run("finish") == 0
    assert {state for _, _, state, _, _ in shop.report()} == {"unknown"}
    assert heard(phone) == {f"text:{n}": 1 for n in range(TEXTS)}
